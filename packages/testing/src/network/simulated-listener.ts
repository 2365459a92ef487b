import { AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { SimulatedProcess } from "../simulated-process.ts";
import { SimulationError } from "../simulation-error.ts";
import type { Endpoint } from "./endpoint.ts";
import { SimulatedSocket, type SocketAddress, socketError } from "./simulated-socket.ts";

/** Where a listener takes its port from. */
export interface PortTable {
  readonly process: SimulatedProcess;
  readonly address: string;
  /** Takes a port, or any free one for 0. Undefined when it is taken. */
  bind(port: number, listener: SimulatedListener): number | undefined;
  release(port: number): void;
}

/** Where to listen, as net.Server takes it. */
interface ListenOptions {
  readonly port?: number | string | undefined;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
}

/** A listening socket of the simulated network, with the methods and events of `net.Server`. */
export class SimulatedListener extends EventEmitter {
  listening: boolean;
  maxConnections: number;
  private readonly ports: PortTable;
  private readonly resource: AsyncResource;
  private port: number;
  private host: string;
  private isClosing: boolean;
  private readonly sockets: Set<Duplex>;

  constructor(ports: PortTable, onConnection: ((socket: Duplex) => void) | undefined) {
    super();
    this.listening = false;
    this.maxConnections = Infinity;
    this.ports = ports;
    this.resource = new AsyncResource("SimulatedListener");
    this.port = 0;
    this.host = "0.0.0.0";
    this.isClosing = false;
    this.sockets = new Set();
    if (onConnection !== undefined) this.on("connection", onConnection);
  }

  /** As net.Server has it: options, or port and host, and a callback. */
  listen(...args: unknown[]): this {
    const [first, second] = args;
    const options =
      typeof first === "object" && first !== null
        ? (first as ListenOptions)
        : { port: first as number, host: typeof second === "string" ? second : undefined };
    if (options.path !== undefined || Number.isNaN(Number(options.port ?? 0))) {
      throw new SimulationError(
        "cannot listen on a Unix socket in a simulation: listen on a port, such as 0.0.0.0:50051",
      );
    }
    const last = args.at(-1);
    if (typeof last === "function") this.once("listening", last as () => void);
    const port = this.ports.bind(Number(options.port ?? 0), this);
    this.host = options.host ?? "0.0.0.0";
    if (port === undefined) {
      const where = `${this.host}:${String(options.port)}`;
      process.nextTick(() => this.emit("error", socketError("EADDRINUSE", "listen", where)));
      return this;
    }
    this.port = port;
    this.listening = true;
    process.nextTick(() => {
      if (this.listening) this.emit("listening");
    });
    return this;
  }

  address(): object | null {
    return this.listening ? { address: this.host, port: this.port, family: "IPv4" } : null;
  }

  /** Takes no more connections; `close` is emitted when the last one is closed. */
  close(callback?: (error?: Error) => void): this {
    if (callback !== undefined) {
      if (this.listening) {
        this.once("close", callback);
      } else {
        const error = Object.assign(new Error("Server is not running."), {
          code: "ERR_SERVER_NOT_RUNNING",
        });
        this.once("close", () => callback(error));
      }
    }
    if (this.listening) this.ports.release(this.port);
    this.listening = false;
    this.isClosing = true;
    this.emitCloseIfDone();
    return this;
  }

  getConnections(callback: (error: Error | null, count: number) => void): this {
    process.nextTick(() => callback(null, this.sockets.size));
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Hands a connection to the program; false when it takes none any more. */
  accept(endpoint: Endpoint, local: SocketAddress, remote: SocketAddress): boolean {
    if (!this.listening || this.sockets.size >= this.maxConnections) return false;
    this.resource.runInAsyncScope(() => {
      const socket = new SimulatedSocket({ process: this.ports.process });
      this.sockets.add(socket);
      socket.once("close", () => {
        this.sockets.delete(socket);
        this.emitCloseIfDone();
      });
      socket.establish(endpoint, local, remote);
      socket.read(0);
      this.emit("connection", socket);
    });
    return true;
  }

  private emitCloseIfDone(): void {
    if (!this.isClosing || this.sockets.size > 0) return;
    process.nextTick(() => this.emit("close"));
    this.isClosing = false;
  }
}
