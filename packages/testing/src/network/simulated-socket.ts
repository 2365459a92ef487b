import { AsyncResource } from "node:async_hooks";
import { Duplex, type DuplexOptions } from "node:stream";
import type { OnRead, SimulatedProcess } from "../simulated-process.ts";
import type { Endpoint, EndpointOwner } from "./endpoint.ts";

/** The parts of a socket. */
export interface SocketOptions {
  readonly process: SimulatedProcess;
  readonly onread?: OnRead | undefined;
  readonly allowHalfOpen?: boolean | undefined;
}

/** An address and a port. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** An error as sockets have it: a code, and what failed. */
export function socketError(code: string, syscall: string, where = ""): Error {
  return Object.assign(new Error(`${syscall} ${code}${where === "" ? "" : ` ${where}`}`), {
    code,
    syscall,
  });
}

type WriteCallback = (error?: Error | null) => void;

/** A socket of the simulated network, with the methods and events of `net.Socket`. */
export class SimulatedSocket extends Duplex implements EndpointOwner {
  connecting: boolean;
  bytesRead: number;
  bytesWritten: number;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  readonly remoteFamily: string;
  localAddress: string | undefined;
  localPort: number | undefined;
  readonly localFamily: string;
  /** The timeout that `setTimeout` set, in milliseconds; 0 for none. */
  timeout: number;
  private endpoint: Endpoint | undefined;
  private readonly resource: AsyncResource;
  private readonly onread: OnRead | undefined;
  private isReading: boolean;
  private readonly process: SimulatedProcess;
  private idleTimer: NodeJS.Timeout | undefined;
  private readonly whenConnected: (() => void)[];

  constructor(options: SocketOptions) {
    const duplex: DuplexOptions = {
      allowHalfOpen: options.allowHalfOpen ?? false,
      emitClose: true,
      autoDestroy: true,
      decodeStrings: true,
    };
    super(duplex);
    this.connecting = true;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.remoteAddress = undefined;
    this.remotePort = undefined;
    this.remoteFamily = "IPv4";
    this.localAddress = undefined;
    this.localPort = undefined;
    this.localFamily = "IPv4";
    this.timeout = 0;
    this.endpoint = undefined;
    this.resource = new AsyncResource("SimulatedSocket");
    this.onread = options.onread;
    this.isReading = true;
    this.process = options.process;
    this.idleTimer = undefined;
    this.whenConnected = [];
  }

  get pending(): boolean {
    return this.connecting;
  }

  get readyState(): string {
    if (this.connecting) return "opening";
    if (this.readable && this.writable) return "open";
    return this.readable ? "readOnly" : this.writable ? "writeOnly" : "closed";
  }

  /** The connection is established. */
  establish(endpoint: Endpoint, local: SocketAddress, remote: SocketAddress): void {
    this.connecting = false;
    this.endpoint = endpoint;
    this.localAddress = local.address;
    this.localPort = local.port;
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
    endpoint.attach(this);
  }

  /** Tells that a connection which this side began is established. */
  onConnected(): void {
    this.emit("connect");
    this.emit("ready");
    for (const run of this.whenConnected.splice(0)) run();
    if (this.onread === undefined && !this.isPaused()) this.read(0);
  }

  // --- for the endpoint ------------------------------------------------------------------------

  get wantsBytes(): boolean {
    return this.isReading && !this.destroyed;
  }

  enter(run: () => void): void {
    this.resource.runInAsyncScope(run);
  }

  onBytes(bytes: Uint8Array): void {
    this.bytesRead += bytes.length;
    this.touch();
    const { onread } = this;
    if (onread === undefined) {
      if (!this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) {
        this.isReading = false;
      }
      return;
    }
    let at = 0;
    while (at < bytes.length) {
      const buffer = typeof onread.buffer === "function" ? onread.buffer() : onread.buffer;
      const length = Math.min(buffer.length, bytes.length - at);
      buffer.set(bytes.subarray(at, at + length));
      at += length;
      if (!onread.callback(length, buffer)) this.isReading = false;
    }
  }

  onEnd(): void {
    this.push(null);
    this.read(0);
  }

  onReset(): void {
    this.destroy(socketError("ECONNRESET", "read"));
  }

  // --- for Duplex ------------------------------------------------------------------------------

  override _read(): void {
    if (this.isReading && this.onread === undefined) return;
    if (this.onread !== undefined) return;
    this.isReading = true;
    this.endpoint?.requestRead();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: WriteCallback): void {
    if (this.connecting) {
      this.whenConnected.push(() => this._write(chunk, _encoding, callback));
      return;
    }
    this.bytesWritten += chunk.length;
    this.touch();
    this.endpoint?.send(chunk, callback);
  }

  override _writev(
    chunks: { chunk: Uint8Array; encoding: BufferEncoding }[],
    callback: WriteCallback,
  ): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "utf8", callback);
  }

  override _final(callback: WriteCallback): void {
    if (this.connecting) {
      this.whenConnected.push(() => this._final(callback));
      return;
    }
    this.endpoint?.finish();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.connecting = false;
    clearTimeout(this.idleTimer);
    this.endpoint?.close(false);
    callback(error);
  }

  override pause(): this {
    if (this.onread !== undefined) this.isReading = false;
    return super.pause();
  }

  override resume(): this {
    if (this.onread !== undefined && !this.isReading) {
      this.isReading = true;
      this.endpoint?.requestRead();
    }
    return super.resume();
  }

  // --- what net.Socket has besides -------------------------------------------------------------

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return { address: this.localAddress, port: this.localPort, family: this.localFamily };
  }

  /** Emits `timeout` when nothing was read or written for so long. */
  setTimeout(timeoutMs: number, callback?: () => void): this {
    this.timeout = timeoutMs;
    if (callback !== undefined) this.once("timeout", callback);
    clearTimeout(this.idleTimer);
    if (timeoutMs > 0) this.idleTimer = setTimeout(() => this.emit("timeout"), timeoutMs);
    return this;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  /** Ends the connection with a reset. */
  resetAndDestroy(): this {
    this.endpoint?.close(true);
    return this.destroy();
  }

  private touch(): void {
    if (this.timeout === 0) return;
    clearTimeout(this.idleTimer);
    this.idleTimer = this.process.enter(() => setTimeout(() => this.emit("timeout"), this.timeout));
  }
}
