// A channel over fetch, so that a whole client is weighed: gRPC-Web with binary messages, unary and
// server-streaming calls (PROTOCOL-WEB.md). Small as an example is; it speaks to real servers.

import type { AnyMethodType } from "@tramline/protobuf";
import {
  type Attempt,
  type AttemptHandler,
  type AttemptOwner,
  type AttemptStarter,
  type CallChannel,
  codeFromHttpStatus,
  type Interceptor,
  MESSAGE_PREFIX_LENGTH,
  Metadata,
  readTrailers,
  StatusError,
  writeMessagePrefix,
} from "@tramline/rpc";

const CONTENT_TYPE = "application/grpc-web";
const TRAILERS = 0x80;
const DEFAULT_MAX_RECEIVE_BYTES = 4 * 1024 * 1024;

/** What is read of a body, piece by piece. */
interface PieceReader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
}

/** Calls by POST requests to a gRPC-Web server. */
export class FetchChannel implements CallChannel {
  readonly interceptors: readonly Interceptor[];
  private readonly baseUrl: string;

  constructor(baseUrl: string, interceptors: readonly Interceptor[] = []) {
    this.baseUrl = baseUrl.replace(/\/$/, "");
    this.interceptors = interceptors;
  }

  bind(method: AnyMethodType): AttemptStarter<unknown, unknown> {
    const url = this.baseUrl + method.path;
    return {
      timeoutMs: undefined,
      retryPlan: undefined,
      start(handler: AttemptHandler<unknown>, owner: AttemptOwner<unknown, unknown>) {
        if (method.kind === "clientStreaming" || method.kind === "bidiStreaming") {
          const text = "gRPC-Web has no streams of requests: call this method over HTTP/2";
          handler.onFailure(new StatusError("UNIMPLEMENTED", text));
          return;
        }
        owner.attempt = fetchAttempt(url, method, handler);
        handler.onOpen();
      },
    };
  }
}

function fetchAttempt(
  url: string,
  method: AnyMethodType,
  handler: AttemptHandler<unknown>,
): Attempt<unknown, unknown> {
  const controller = new AbortController();
  const { signal } = controller;
  let body = new Uint8Array(MESSAGE_PREFIX_LENGTH);
  let onWanted: (() => void) | undefined;

  const exchange = async (): Promise<void> => {
    const headers = new Headers({
      "content-type": `${CONTENT_TYPE}+proto`,
      "x-grpc-web": "1",
      "x-user-agent": "tramline",
    });
    const fields = handler.openingFields(false);
    for (let i = 0; i < fields.length; i += 2) headers.append(fields[i] ?? "", fields[i + 1] ?? "");
    const init = { method: "POST", headers, body, redirect: "error", signal } as const;
    const response = await fetch(url, init).catch(unreachable);
    let trailers = [...response.headers].flat();
    // A server that has nothing else to say puts its status there.
    let status = readTrailers(trailers);
    if (status === undefined) {
      refuseForeign(response);
      handler.onHeaders(trailers);
      trailers = await readBody(takeFrom(response.body?.getReader()));
      status = readTrailers(trailers);
    }
    if (signal.aborted) return;
    const metadata = Metadata.fromFields(trailers);
    if (status === undefined) {
      throw new StatusError("UNKNOWN", "the server ended the call without grpc-status", {
        metadata,
      });
    }
    if (status.code !== 0) throw StatusError.fromTrailers(status.code, status.message, metadata);
    handler.onSuccess(trailers);
  };

  /** Hands on the messages; returns the trailers. */
  const readBody = async (take: Take): Promise<string[]> => {
    const most = handler.maxReceiveBytes ?? DEFAULT_MAX_RECEIVE_BYTES;
    for (;;) {
      const prefix = await take(MESSAGE_PREFIX_LENGTH);
      if (prefix === undefined) return [];
      const length = new DataView(prefix.buffer).getUint32(1);
      if (length > most) {
        const text = `a message of ${length} bytes was received, and at most ${most} are accepted`;
        throw new StatusError("RESOURCE_EXHAUSTED", text);
      }
      const frame = (await take(length)) ?? cutOff();
      if (prefix[0] === TRAILERS) return parseTrailers(new TextDecoder().decode(frame));
      if (prefix[0] !== 0) {
        throw new StatusError("INTERNAL", "a compressed message came, which was not asked for");
      }
      if (handler.wantedMessages === 0) {
        await new Promise<void>((resolve) => {
          onWanted = resolve;
        });
      }
      handler.onMessage(decode(method, frame));
    }
  };

  return {
    progress: "tried",
    isWritable: true,
    waitsFor: undefined,
    waited: undefined,
    peer: url,
    send(message, isLast) {
      const encoded = method.input.encode(message as never);
      body = new Uint8Array(MESSAGE_PREFIX_LENGTH + encoded.length);
      writeMessagePrefix(body, 0, encoded.length, false);
      body.set(encoded, MESSAGE_PREFIX_LENGTH);
      if (isLast) this.halfClose();
    },
    halfClose() {
      exchange().catch((error: unknown) => {
        if (signal.aborted) return;
        controller.abort();
        handler.onFailure(StatusError.from(error));
      });
    },
    hasMessages: false,
    pull() {
      onWanted?.();
      return undefined;
    },
    awaitReady() {
      handler.onSendReady();
    },
    cancel() {
      controller.abort();
    },
  };
}

function decode(method: AnyMethodType, frame: Uint8Array): unknown {
  try {
    return method.output.decode(frame);
  } catch (cause) {
    throw new StatusError("INTERNAL", (cause as Error).message, { cause });
  }
}

/** What a proxy or a web server answers in place of the service. */
function refuseForeign({ ok, status, headers }: Response): void {
  if (!ok) {
    const text = `the server answered with HTTP status ${status}, not with gRPC-Web`;
    throw new StatusError(codeFromHttpStatus(status), text);
  }
  const type = headers.get("content-type");
  if (type?.startsWith(CONTENT_TYPE) !== true) {
    throw new StatusError("UNKNOWN", `the response's content-type is ${type}, not ${CONTENT_TYPE}`);
  }
}

/** Takes bytes of a body by their number; undefined where it ends. */
type Take = (count: number) => Promise<Uint8Array | undefined>;

function takeFrom(reader: PieceReader | undefined): Take {
  let piece = new Uint8Array(0);
  return async (count) => {
    const taken = new Uint8Array(count);
    let size = 0;
    while (size < count) {
      if (piece.length === 0) {
        const value = (await reader?.read().catch(unreachable))?.value;
        if (value === undefined) return size === 0 ? undefined : cutOff();
        piece = new Uint8Array(value);
      }
      const part = piece.subarray(0, count - size);
      taken.set(part, size);
      size += part.length;
      piece = piece.subarray(part.length);
    }
    return taken;
  };
}

function unreachable(cause: unknown): never {
  const text = "the server could not be reached, or the connection broke";
  throw new StatusError("UNAVAILABLE", text, { cause });
}

function cutOff(): never {
  throw new StatusError("INTERNAL", "the response ends within a message");
}

function parseTrailers(text: string): string[] {
  return text.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
}
