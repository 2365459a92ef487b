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
  MESSAGE_PREFIX_LENGTH,
  readTrailers,
  StatusError,
  writeMessagePrefix,
} from "@tramline/rpc";

const TRAILERS = 0x80;
const DEFAULT_MAX_RECEIVE_BYTES = 4 * 1024 * 1024;

/** What is read of a body, piece by piece. */
interface ByteReader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
}

/** Calls by POST requests to a gRPC-Web server. */
export class FetchChannel implements CallChannel {
  readonly interceptors = [];
  private readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl.replace(/\/$/, "");
  }

  bind(method: AnyMethodType): AttemptStarter<unknown, unknown> {
    const url = this.baseUrl + method.path;
    return {
      timeoutMs: undefined,
      start(handler: AttemptHandler<unknown>, owner: AttemptOwner<unknown>) {
        owner.attempt = new FetchAttempt(url, method, handler);
        handler.onOpen();
      },
    };
  }
}

class FetchAttempt implements Attempt<unknown> {
  readonly isWritable = true;
  readonly waitsFor = undefined;
  readonly peer: string;
  private readonly method: AnyMethodType;
  private readonly handler: AttemptHandler<unknown>;
  private readonly controller = new AbortController();
  private body: Uint8Array<ArrayBuffer> = new Uint8Array(MESSAGE_PREFIX_LENGTH);

  constructor(url: string, method: AnyMethodType, handler: AttemptHandler<unknown>) {
    this.peer = url;
    this.method = method;
    this.handler = handler;
  }

  send(message: unknown, isLast: boolean): void {
    const encoded = this.method.input.encode(message as never);
    this.body = new Uint8Array(MESSAGE_PREFIX_LENGTH + encoded.length);
    writeMessagePrefix(this.body, 0, encoded.length, false);
    this.body.set(encoded, MESSAGE_PREFIX_LENGTH);
    if (isLast) this.halfClose();
  }

  halfClose(): void {
    this.exchange().catch((error: unknown) => {
      if (this.controller.signal.aborted) return;
      this.controller.abort();
      this.handler.onFailure(
        error instanceof StatusError
          ? error
          : new StatusError("UNAVAILABLE", "the request failed", { cause: error }),
      );
    });
  }

  consume(): void {}

  awaitReady(): void {
    this.handler.onSendReady();
  }

  cancel(): void {
    this.controller.abort();
  }

  private async exchange(): Promise<void> {
    const headers = new Headers({
      "content-type": "application/grpc-web+proto",
      "x-grpc-web": "1",
    });
    const fields = this.handler.openingFields(false);
    for (let i = 0; i < fields.length; i += 2) headers.append(fields[i] ?? "", fields[i + 1] ?? "");
    const { signal } = this.controller;
    const response = await fetch(this.peer, { method: "POST", headers, body: this.body, signal });
    const received = [...response.headers].flat();
    if (!response.ok) {
      const text = `the server answered with HTTP status ${response.status}`;
      throw new StatusError(codeFromHttpStatus(response.status), text);
    }
    this.handler.onHeaders(received);
    const trailers = (await this.readBody(response)) ?? received;
    const status = readTrailers(trailers);
    if (signal.aborted) return;
    if (status?.code === 0) this.handler.onSuccess(trailers);
    else throw new StatusError(status?.code ?? "UNKNOWN", status?.message ?? "no status came");
  }

  /** Hands on the messages; returns the trailers, if any came. */
  private async readBody(response: Response): Promise<string[] | undefined> {
    const most = this.handler.maxReceiveBytes ?? DEFAULT_MAX_RECEIVE_BYTES;
    const reader = response.body?.getReader() as ByteReader | undefined;
    let rest = new Uint8Array(0);
    for (;;) {
      const value = (await reader?.read())?.value;
      if (value === undefined) break;
      const joined = new Uint8Array(rest.length + value.length);
      joined.set(rest);
      joined.set(value, rest.length);
      rest = joined;
      while (rest.length >= MESSAGE_PREFIX_LENGTH) {
        const length = new DataView(rest.buffer, rest.byteOffset).getUint32(1);
        if (length > most) throw new StatusError("RESOURCE_EXHAUSTED", `${length} bytes at once`);
        const end = MESSAGE_PREFIX_LENGTH + length;
        if (rest.length < end) break;
        const frame = rest.subarray(MESSAGE_PREFIX_LENGTH, end);
        if (rest[0] === TRAILERS) return parseTrailers(new TextDecoder().decode(frame));
        this.handler.onMessage(this.method.output.decode(frame), end);
        rest = rest.subarray(end);
      }
    }
    return undefined;
  }
}

function parseTrailers(text: string): string[] {
  return text.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
}
