import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { errorName, Flag, FrameBatch, FrameType } from "../attack/wire/frames.ts";

/** A frame that the client sent. */
export interface ClientFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** How long a scripted server waits for a frame of the client. */
const WAIT_MS = 5000;
const PREFACE_LENGTH = 24;

/**
 * The server's end of one connection, as a script: it writes any frames, also such as break the
 * protocol, and waits for what the client does about them.
 */
export class Peer {
  readonly socket: Socket;
  /** Frames of the client that no `next` has taken. */
  readonly frames: ClientFrame[];
  /** SETTINGS that the client announced. */
  readonly settings: Map<number, number>;
  /** What the client lets us send on the connection, and has added to streams. */
  connectionWindow: number;
  readonly streamCredit: Map<number, number>;
  /** Bytes of DATA payload that the client sent, by stream. */
  readonly received: Map<number, number>;
  isClosed: boolean;
  private buffered: Buffer;
  private sawPreface: boolean;
  private readonly wakers: Set<() => void>;

  constructor(socket: Socket) {
    this.socket = socket;
    this.frames = [];
    this.settings = new Map();
    this.connectionWindow = 65_535;
    this.streamCredit = new Map();
    this.received = new Map();
    this.isClosed = false;
    this.buffered = Buffer.alloc(0);
    this.sawPreface = false;
    this.wakers = new Set();
    socket.on("error", () => {});
    socket.on("data", (chunk) => this.onData(chunk));
    const onClosed = () => {
      this.isClosed = true;
      this.wake();
    };
    socket.on("end", onClosed);
    socket.on("close", onClosed);
  }

  // --- writing ---------------------------------------------------------------------------------

  /** Writes frames in one write. */
  write(compose: (batch: FrameBatch) => void): void {
    const batch = new FrameBatch(1024);
    compose(batch);
    this.socket.write(batch.copy());
  }

  frame(type: number, flags: number, streamId: number, payload?: Uint8Array): void {
    this.write((batch) => batch.frame(type, flags, streamId, payload));
  }

  raw(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** Sends SETTINGS, as the first frame or later. */
  sendSettings(...pairs: readonly (readonly [id: number, value: number])[]): void {
    this.write((batch) => batch.settings(...pairs));
  }

  // --- what the client does --------------------------------------------------------------------

  /** Takes the first frame that fits, or waits for it. Fails when the connection ends without it. */
  async next(
    what: string,
    fits: (frame: ClientFrame) => boolean,
    waitMs = WAIT_MS,
  ): Promise<ClientFrame> {
    const found = await this.wait(fits, waitMs);
    if (found !== undefined) return found;
    const seen = this.frames.map(describe).join(", ") || "nothing";
    const end = this.isClosed ? "the client closed the connection" : `nothing within ${waitMs} ms`;
    throw new Error(`expected ${what} of the client: ${end}; it sent ${seen}`);
  }

  /** Takes the first frame that fits within a time; undefined when none comes. */
  async wait(
    fits: (frame: ClientFrame) => boolean,
    waitMs: number,
  ): Promise<ClientFrame | undefined> {
    const endMs = performance.now() + waitMs;
    for (;;) {
      const at = this.frames.findIndex(fits);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      const leftMs = endMs - performance.now();
      if (this.isClosed || leftMs <= 0) return undefined;
      await this.changed(leftMs);
    }
  }

  /** Waits for a request; returns its stream. With `whole`, until its END_STREAM has come as well. */
  async request(whole = true): Promise<number> {
    const { streamId, flags } = await this.next("HEADERS", (one) => one.type === FrameType.HEADERS);
    if (whole && (flags & Flag.END_STREAM) === 0) {
      await this.next(
        `END_STREAM on stream ${streamId}`,
        (one) => one.streamId === streamId && isEnd(one),
      );
    }
    return streamId;
  }

  /** Waits for the client's GOAWAY; returns the name of its error code. */
  async goaway(): Promise<string> {
    const { payload } = await this.next("GOAWAY", (one) => one.type === FrameType.GOAWAY);
    return errorName(payload.readUInt32BE(4));
  }

  /** Waits for the client's RST_STREAM; returns the name of its error code. */
  async reset(streamId: number): Promise<string> {
    const { payload } = await this.next(
      `RST_STREAM on stream ${streamId}`,
      (one) => one.type === FrameType.RST_STREAM && one.streamId === streamId,
    );
    return errorName(payload.readUInt32BE(0));
  }

  /** Sends a PING and waits for its acknowledgement: the connection works, all before has been read. */
  async alive(mark = "are you?"): Promise<void> {
    const payload = Buffer.from(mark.padEnd(8).slice(0, 8));
    this.frame(FrameType.PING, 0, 0, payload);
    await this.next(
      "an acknowledged PING",
      (one) => one.type === FrameType.PING && one.flags === Flag.ACK && one.payload.equals(payload),
    );
  }

  /** Waits until the client has closed the connection. */
  async closed(waitMs = WAIT_MS): Promise<void> {
    const endMs = performance.now() + waitMs;
    while (!this.isClosed) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`the client did not close the connection in ${waitMs} ms`);
      await this.changed(leftMs);
    }
  }

  private changed(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(wake, waitMs);
      const { wakers } = this;
      function wake(): void {
        clearTimeout(timer);
        wakers.delete(wake);
        resolve();
      }
      wakers.add(wake);
    });
  }

  private wake(): void {
    for (const wake of [...this.wakers]) wake();
  }

  private onData(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    if (!this.sawPreface) {
      if (this.buffered.length < PREFACE_LENGTH) return;
      this.sawPreface = true;
      this.buffered = this.buffered.subarray(PREFACE_LENGTH);
    }
    while (this.buffered.length >= 9) {
      const length = this.buffered.readUIntBE(0, 3);
      if (this.buffered.length < 9 + length) break;
      this.onFrame({
        type: this.buffered[3] as number,
        flags: this.buffered[4] as number,
        streamId: this.buffered.readUInt32BE(5) & 0x7fff_ffff,
        payload: this.buffered.subarray(9, 9 + length),
      });
      this.buffered = this.buffered.subarray(9 + length);
    }
    this.wake();
  }

  private onFrame(frame: ClientFrame): void {
    const { type, flags, streamId, payload } = frame;
    this.frames.push(frame);
    if (type === FrameType.SETTINGS && flags !== Flag.ACK) {
      for (let at = 0; at + 6 <= payload.length; at += 6) {
        this.settings.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
      }
    } else if (type === FrameType.WINDOW_UPDATE) {
      const increment = payload.readUInt32BE(0);
      if (streamId === 0) this.connectionWindow += increment;
      else this.streamCredit.set(streamId, (this.streamCredit.get(streamId) ?? 0) + increment);
    } else if (type === FrameType.DATA) {
      this.received.set(streamId, (this.received.get(streamId) ?? 0) + payload.length);
    }
  }
}

function isEnd({ type, flags }: ClientFrame): boolean {
  return (type === FrameType.DATA || type === FrameType.HEADERS) && (flags & Flag.END_STREAM) !== 0;
}

function describe({ type, flags, streamId, payload }: ClientFrame): string {
  const name = Object.entries(FrameType).find(([, value]) => value === type)?.[0] ?? `type ${type}`;
  const code =
    type === FrameType.GOAWAY
      ? ` ${errorName(payload.readUInt32BE(4))}`
      : type === FrameType.RST_STREAM
        ? ` ${errorName(payload.readUInt32BE(0))}`
        : "";
  return `${name}${code} (stream ${streamId}, flags ${flags}, ${payload.length} bytes)`;
}

/** Listens on a free port and hands out the client's connections in the order in which they come. */
export class ScriptedServer {
  readonly peers: Peer[];
  private readonly server: Server;
  private taken: number;
  private readonly wakers: (() => void)[];

  constructor() {
    this.peers = [];
    this.taken = 0;
    this.wakers = [];
    this.server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      this.peers.push(new Peer(socket));
      for (const wake of this.wakers.splice(0)) wake();
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The client's next connection. */
  async accept(waitMs = WAIT_MS): Promise<Peer> {
    const endMs = performance.now() + waitMs;
    while (this.taken >= this.peers.length) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`the client did not connect within ${waitMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wakers.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.peers[this.taken++] as Peer;
  }

  close(): void {
    for (const { socket } of this.peers) socket.destroy();
    this.server.close();
  }
}
