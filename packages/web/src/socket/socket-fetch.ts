// A request and its response on a WebSocket, by the messages of docs/reference/websocket.md.
import { SocketBody } from "./socket-body.ts";
import type { WebSocketConstructor, WebSocketLike } from "./socket-types.ts";

const SUBPROTOCOL = "tramline.v1";
/** Bytes that each side may send before the other grants more. */
const WINDOW_BYTES = 65_535;
/** The close code with which a call is cancelled. */
const CANCELLED = 4000;

/** A text message of a server. */
interface ServerMessage {
  readonly status?: number;
  readonly headers?: [string, string][];
  readonly window?: number;
  readonly end?: boolean;
}

/** One request on its WebSocket. */
export class SocketRequest {
  private readonly socket: WebSocketLike;
  private readonly init: RequestInit;
  private readonly resolve: (response: Response) => void;
  private readonly reject: (error: Error) => void;
  private readonly body: SocketBody;
  /** Bytes that the server takes now. */
  private sendRoom: number;
  private onRoom: (() => void) | undefined;
  private isOver: boolean;

  private constructor(
    Socket: WebSocketConstructor,
    url: string,
    init: RequestInit,
    resolve: (response: Response) => void,
    reject: (error: Error) => void,
  ) {
    this.init = init;
    this.resolve = resolve;
    this.reject = reject;
    this.sendRoom = WINDOW_BYTES;
    this.onRoom = undefined;
    this.isOver = false;
    this.body = new SocketBody(WINDOW_BYTES, (window) => {
      if (!this.isOver) this.say({ window });
    });
    const socket = new Socket(socketUrl(url), SUBPROTOCOL);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.onOpen());
    socket.addEventListener("message", (event) =>
      this.onMessage((event as { data: string | ArrayBuffer }).data),
    );
    socket.addEventListener("close", (event) => {
      const { code, reason } = event as { code: number; reason: string };
      this.fail(`the WebSocket to ${url} was closed with code ${code} ${reason}`.trimEnd());
    });
    // The event `close` follows, and says more. Without a listener, some implementations throw.
    socket.addEventListener("error", () => {});
    init.signal?.addEventListener("abort", () => this.cancel("the request was aborted"));
  }

  /** Makes a request on a WebSocket of its own. */
  static send(Socket: WebSocketConstructor, url: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (init.signal?.aborted) reject(new Error("the request was aborted"));
      else new SocketRequest(Socket, url, init, resolve, reject);
    });
  }

  private say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  // --- sending -----------------------------------------------------------------------------------

  private onOpen(): void {
    if (this.isOver) return;
    const { method, headers, body } = this.init;
    // Nothing inflates bodies as fetch does. Parts of bodies have compressions of their own.
    this.say({ method, headers: [...new Headers(headers), ["accept-encoding", "identity"]] });
    this.sendBody(body).catch((error: unknown) => this.cancel(String(error)));
  }

  private async sendBody(body: RequestInit["body"]): Promise<void> {
    if (body instanceof ReadableStream) {
      const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        await this.sendPiece(next.value);
        if (this.isOver) return reader.cancel();
      }
    } else if (body) {
      await this.sendPiece(body as Uint8Array<ArrayBuffer>);
    }
    if (!this.isOver) this.say({ end: true });
  }

  private async sendPiece(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let at = 0; at < bytes.length && !this.isOver; ) {
      if (this.sendRoom === 0) {
        await new Promise<void>((resolve) => {
          this.onRoom = resolve;
        });
        continue;
      }
      const piece = bytes.subarray(at, at + this.sendRoom);
      this.sendRoom -= piece.length;
      at += piece.length;
      this.socket.send(piece);
    }
  }

  // --- receiving ---------------------------------------------------------------------------------

  private onMessage(data: string | ArrayBuffer): void {
    if (this.isOver) return;
    if (typeof data !== "string") {
      if (!this.body.add(new Uint8Array(data))) this.cancel("the server sends more than it may");
      return;
    }
    try {
      this.onText(JSON.parse(data) as ServerMessage);
    } catch (error) {
      this.cancel(String(error));
    }
  }

  private onText({ status, headers = [], window = 0, end }: ServerMessage): void {
    if (status !== undefined) {
      this.resolve(new Response(this.body.stream, { status, headers }));
    }
    if (window > 0) {
      this.sendRoom += window;
      this.wake();
    }
    if (end) {
      // The server closes the WebSocket, or waits for the end of the request, which is of no use to it any more.
      this.isOver = true;
      // Does nothing once there is a response.
      this.reject(new Error("the server ended the response before its status"));
      this.body.end();
      this.wake();
      this.socket.close(1000);
    }
  }

  private wake(): void {
    this.onRoom?.();
    this.onRoom = undefined;
  }

  // --- the end -----------------------------------------------------------------------------------

  private cancel(text: string): void {
    if (this.isOver) return;
    this.socket.close(CANCELLED);
    this.fail(text);
  }

  private fail(text: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const error = new Error(text);
    this.reject(error);
    this.body.fail(error);
    this.wake();
  }
}

/** The address of a WebSocket at an address of HTTP; relative ones are those of the page. */
function socketUrl(url: string): string {
  const { location } = globalThis as { location?: { href: string } };
  return new URL(url, location?.href).href.replace(/^http/, "ws");
}
