import { once } from "node:events";
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { Echo } from "../../e2e/gen/e2e/echo.ts";

const PREFIX = 5;
const responseHeaders = { ":status": 200, "content-type": "application/grpc" };

/** Further fields of a response. */
export type Fields = Readonly<Record<string, string>>;

/** One attempt as the server sees it, and what it may do with it. */
export class Attempt {
  /** Counts from 1. */
  readonly number: number;
  readonly headers: IncomingHttpHeaders;
  readonly atMs: number;
  /** What has come so far. */
  readonly texts: string[];
  /** The client has said that it sends no more. */
  hasEnded: boolean;
  /** The code of the client's reset; undefined while there is none. */
  resetCode: number | undefined;
  private readonly stream: ServerHttp2Stream;
  private readonly dropConnections: () => void;
  private buffered: Buffer;
  private readonly wakers: Set<() => void>;

  constructor(
    number: number,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    dropConnections: () => void,
  ) {
    this.dropConnections = dropConnections;
    this.number = number;
    this.headers = headers;
    this.atMs = performance.now();
    this.texts = [];
    this.hasEnded = false;
    this.resetCode = undefined;
    this.stream = stream;
    this.buffered = Buffer.alloc(0);
    this.wakers = new Set();
    stream.on("data", (chunk: Buffer) => this.onData(chunk));
    stream.on("end", () => {
      this.hasEnded = true;
      this.wake();
    });
    stream.on("aborted", () => {
      this.resetCode = stream.rstCode;
      this.wake();
    });
    stream.on("close", () => {
      this.resetCode ??= stream.rstCode;
      this.wake();
    });
    stream.on("error", () => {});
  }

  /** The value of `grpc-previous-rpc-attempts`. */
  get previous(): string | undefined {
    return this.headers["grpc-previous-rpc-attempts"] as string | undefined;
  }

  /** Waits until all requests have come; returns their texts. */
  async whole(): Promise<string[]> {
    await this.until(() => this.hasEnded || this.resetCode !== undefined);
    return this.texts;
  }

  /** Waits until so many requests have come. */
  messages(count: number): Promise<void> {
    return this.until(() => this.texts.length >= count || this.resetCode !== undefined);
  }

  /** Waits for the client's reset; returns its code. */
  async reset(): Promise<number> {
    await this.until(() => this.resetCode !== undefined);
    return this.resetCode as number;
  }

  /** Sends headers. */
  begin(fields: Fields = {}): void {
    if (!this.stream.headersSent && !this.stream.destroyed) {
      this.stream.respond({ ...responseHeaders, ...fields }, { waitForTrailers: true });
    }
  }

  send(text: string): void {
    this.begin();
    const encoded = Echo.encode({ text });
    const framed = Buffer.alloc(PREFIX + encoded.length);
    framed.writeUInt32BE(encoded.length, 1);
    framed.set(encoded, PREFIX);
    if (!this.stream.destroyed) this.stream.write(framed);
  }

  /** Ends with trailers behind headers. */
  end(status = 0, fields: Fields = {}): void {
    this.begin();
    if (this.stream.destroyed) return;
    this.stream.on("wantTrailers", () => {
      this.stream.sendTrailers({ "grpc-status": `${status}`, ...fields });
    });
    this.stream.end();
  }

  /** A whole response. */
  succeed(...texts: readonly string[]): void {
    for (const text of texts) this.send(text);
    this.end();
  }

  /** Trailers-Only. */
  fail(status: number, fields: Fields = {}): void {
    if (this.stream.destroyed) return;
    this.stream.respond(
      {
        ...responseHeaders,
        "grpc-status": `${status}`,
        "grpc-message": `attempt ${this.number}`,
        ...fields,
      },
      { endStream: true },
    );
  }

  /** Such as a proxy responds. */
  page(status: number): void {
    this.stream.respond({ ":status": status, "content-type": "text/html" });
    this.stream.end("<h1>no</h1>");
  }

  refuse(): void {
    this.stream.close(constants.NGHTTP2_REFUSED_STREAM);
  }

  /** RST_STREAM with any code. */
  cut(code: number): void {
    this.stream.close(code);
  }

  /** GOAWAY that disowns this attempt. */
  disown(): void {
    this.stream.session?.goaway(constants.NGHTTP2_NO_ERROR, (this.stream.id ?? 1) - 2);
  }

  /** The connections are gone. */
  drop(): void {
    this.dropConnections();
  }

  private onData(chunk: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    while (this.buffered.length >= PREFIX) {
      const end = PREFIX + this.buffered.readUInt32BE(1);
      if (this.buffered.length < end) break;
      const isPacked = this.buffered[0] === 1;
      this.texts.push(
        isPacked ? "(packed)" : Echo.decode(this.buffered.subarray(PREFIX, end)).text,
      );
      this.buffered = this.buffered.subarray(end);
    }
    this.wake();
  }

  private async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.wakers.delete(wake);
          resolve();
        };
        this.wakers.add(wake);
      });
    }
  }

  private wake(): void {
    for (const wake of [...this.wakers]) wake();
  }
}

/** What a server does with each attempt, from the first on; the last one holds for all that follow. */
export type Script = readonly ((attempt: Attempt) => unknown)[];

/** A gRPC server on nghttp2 that does as a script says. */
export class ScriptedServer {
  readonly attempts: Attempt[];
  private readonly server: Http2Server;
  private readonly sessions: Set<ServerHttp2Session>;
  private readonly sockets: Set<Socket>;
  private readonly wakers: Set<() => void>;

  constructor(script: Script) {
    this.attempts = [];
    this.sessions = new Set();
    this.sockets = new Set();
    this.wakers = new Set();
    this.server = createServer();
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    this.server.on("session", (session) => {
      this.sessions.add(session);
      session.on("error", () => {});
      session.on("close", () => this.sessions.delete(session));
    });
    this.server.on("stream", (stream, headers) => {
      const attempt = new Attempt(this.attempts.length + 1, stream, headers, () => {
        for (const socket of this.sockets) socket.destroy();
      });
      this.attempts.push(attempt);
      const act = script[Math.min(attempt.number, script.length) - 1];
      act?.(attempt);
      for (const wake of [...this.wakers]) wake();
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Waits for an attempt, by its number. */
  async attempt(number: number): Promise<Attempt> {
    for (;;) {
      const found = this.attempts[number - 1];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.wakers.delete(wake);
          resolve();
        };
        this.wakers.add(wake);
      });
    }
  }

  close(): void {
    for (const session of this.sessions) session.destroy();
    this.server.close();
  }
}
