import { CarriedExchange } from "./carried-exchange.ts";

/** Bytes of a response that may wait for a reader before its sender is held back. */
const WINDOW_BYTES = 64 * 1024;

/** Statuses of responses that have no body (Fetch, null body status). */
const NO_BODY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/** An exchange that is a web-standard Request, and becomes a Response. */
export class FetchExchange extends CarriedExchange {
  /** Settles once the response has begun. */
  readonly response: Promise<Response>;
  private readonly request: Request;
  private readonly onOver: () => void;
  private resolve: ((response: Response) => void) | undefined;
  private body: ReadableStreamDefaultController<Uint8Array> | undefined;
  private wake: (() => void) | undefined;
  private readonly onAbort: () => void;

  /** @param onOver called once, when both sides have ended */
  constructor(request: Request, onOver: () => void) {
    super();
    this.request = request;
    this.onOver = onOver;
    this.body = undefined;
    this.wake = undefined;
    this.response = new Promise((resolve) => {
      this.resolve = resolve;
    });
    this.onAbort = () => this.fail("the request was aborted", undefined);
    request.signal.addEventListener("abort", this.onAbort);
  }

  /** Reads the body of the request, until it ends or the rest is dropped. */
  async pump(): Promise<void> {
    const body: ReadableStream<Uint8Array> | null = this.request.body;
    if (body === null) return;
    const reader = body.getReader();
    try {
      while (!this.remoteEnded && !this.isUnread) {
        if (!this.wantsBody) {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
          continue;
        }
        const { done, value } = await reader.read();
        if (done) {
          this.receiveEnd();
          return;
        }
        this.receive(value);
      }
      await reader.cancel();
    } catch (error) {
      this.fail(
        "the body of the request cannot be read",
        error instanceof Error ? error : undefined,
      );
    }
  }

  /** Reads more of the request. */
  protected readOn(): void {
    this.wake?.();
    this.wake = undefined;
  }

  /** Makes the Response. */
  protected begin(fields: readonly string[], whole: Uint8Array | undefined): void {
    const headers = new Headers();
    let status = 200;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      const value = fields[i + 1] as string;
      if (name === ":status") status = Number(value);
      else if (!isConnectionField(name)) headers.append(name, value);
    }
    const body = NO_BODY.has(status) ? null : (whole ?? this.createStream());
    this.resolve?.(new Response(body, { status, headers }));
    this.resolve = undefined;
  }

  private createStream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.body = controller;
        },
        pull: () => this.receiveReady(),
        cancel: () => this.fail("the response was cancelled", undefined),
      },
      { highWaterMark: WINDOW_BYTES, size: (piece) => piece.byteLength },
    );
  }

  /** Sends a piece of the body. */
  protected write(bytes: Uint8Array): void {
    this.body?.enqueue(bytes);
  }

  /** Ends the body. */
  protected end(): void {
    this.body?.close();
  }

  /** Ends the body with an error. */
  protected abort(): void {
    this.body?.error(new Error("the call ended without a whole response"));
  }

  /** Whether the reader of the Response is behind. */
  protected get isCongested(): boolean {
    return this.body !== undefined && (this.body.desiredSize ?? 0) <= 0;
  }

  /** Lets go of the request. */
  protected onClosed(): void {
    this.request.signal.removeEventListener("abort", this.onAbort);
    this.readOn();
    this.onOver();
    // The request was aborted before there was a response, which is then of no use to the client.
    this.resolve?.(new Response(null, { status: 499 }));
    this.resolve = undefined;
  }
}

/** The fields of a request as HTTP/2 has them. */
export function fieldsOf({ method, url, headers }: Request): string[] {
  const { protocol, host, pathname, search } = new URL(url);
  const fields = [":method", method, ":scheme", protocol.slice(0, -1)];
  fields.push(":path", pathname + search, ":authority", host);
  for (const [name, value] of headers) {
    if (!isConnectionField(name)) fields.push(name, value);
  }
  return fields;
}

/** Whether a field of HTTP/1.1 concerns the connection or the framing, which is the carrier's. */
export function isConnectionField(name: string): boolean {
  switch (name) {
    case "connection":
    case "content-length":
    case "expect":
    case "host":
    case "http2-settings":
    case "keep-alive":
    case "proxy-connection":
    case "te":
    case "trailer":
    case "transfer-encoding":
    case "upgrade":
      return true;
    default:
      return false;
  }
}
