// A client of WebSockets that can break every rule: a socket of TCP and bytes.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { frame, handshakeKey, Opcode } from "../attack/wire/web-socket-frames.ts";

/** A frame of a server. */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Of a close frame. */
  readonly code: number;
}

/** A socket of TCP that has sent the handshake of a WebSocket. */
export class RawSocket {
  readonly socket: Socket;
  /** The status and the fields of the response to the handshake. */
  head = "";
  /** Settles once the server has closed the connection. */
  readonly closed: Promise<unknown>;
  private received: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = once(socket, "close");
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
  }

  /** Opens a WebSocket for a method; `fields` replace those of the handshake, or leave them out. */
  static async open(
    port: number,
    path: string,
    fields: Readonly<Record<string, string | undefined>> = {},
  ): Promise<RawSocket> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const all = {
      host: `127.0.0.1:${port}`,
      connection: "keep-alive, Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": handshakeKey,
      "sec-websocket-protocol": "tramline.v1",
      ...fields,
    };
    const lines = Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    const raw = new RawSocket(socket);
    raw.head = (await raw.take(() => raw.takeHead())) ?? "";
    return raw;
  }

  /** The status of the response to the handshake. */
  get status(): number {
    return Number(this.head.slice(9, 12));
  }

  send(...frames: readonly Uint8Array[]): this {
    this.socket.write(Buffer.concat(frames));
    return this;
  }

  /** Sends the first message of a call of Connect. */
  begin(headers: readonly (readonly [string, string])[] = []): this {
    const all = [["content-type", "application/connect+json"], ...headers];
    return this.send(frame(Opcode.TEXT, JSON.stringify({ headers: all })));
  }

  /** Sends a message of Connect. */
  message(value: object): this {
    const text = Buffer.from(JSON.stringify(value));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(text.length, 1);
    return this.send(frame(Opcode.BINARY, Buffer.concat([prefix, text])));
  }

  /** Takes the next frame; undefined once the connection has ended. */
  next(): Promise<ServerFrame | undefined> {
    return this.take(() => this.takeFrame());
  }

  /** Takes frames up to the close frame; its code, or 1006 without one. */
  async closeCode(): Promise<number> {
    for (let next = await this.next(); next !== undefined; next = await this.next()) {
      if (next.opcode === Opcode.CLOSE) return next.code;
    }
    return 1006;
  }

  end(): void {
    this.socket.destroy();
  }

  private async take<T>(takeOne: () => T | undefined): Promise<T | undefined> {
    for (;;) {
      const taken = takeOne();
      if (taken !== undefined || this.socket.closed) return taken;
      await Promise.race([once(this.socket, "data").catch(() => {}), this.closed]);
    }
  }

  private takeHead(): string | undefined {
    const at = this.received.indexOf("\r\n\r\n");
    if (at < 0) return undefined;
    const head = this.received.subarray(0, at).toString("latin1");
    this.received = this.received.subarray(at + 4);
    return head;
  }

  private takeFrame(): ServerFrame | undefined {
    const { received } = this;
    if (received.length < 2) return undefined;
    const short = (received[1] as number) & 0x7f;
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (received.length < start) return undefined;
    const length =
      short === 126
        ? received.readUInt16BE(2)
        : short === 127
          ? Number(received.readBigUInt64BE(2))
          : short;
    if (received.length < start + length) return undefined;
    this.received = received.subarray(start + length);
    const opcode = (received[0] as number) & 0xf;
    const payload = received.subarray(start, start + length);
    const code = opcode === Opcode.CLOSE && length >= 2 ? payload.readUInt16BE(0) : 0;
    return { opcode, payload, code };
  }
}
