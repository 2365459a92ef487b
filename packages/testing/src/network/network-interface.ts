import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { ConnectTarget, ProcessNetwork, SimulatedProcess } from "../simulated-process.ts";
import { ConnectionLog, type LogTarget } from "./connection-log.ts";
import { Endpoint } from "./endpoint.ts";
import type { Link } from "./link.ts";
import type { Machine } from "./machine.ts";
import { type PortTable, SimulatedListener } from "./simulated-listener.ts";
import { SimulatedSocket, type SocketAddress, socketError } from "./simulated-socket.ts";

/** The part of its network that an interface needs. */
export interface NetworkSurroundings extends LogTarget {
  machine(nameOrAddress: string): Machine | undefined;
  /** The interface of the process that runs on a machine now. */
  interfaceOf(machine: Machine): NetworkInterface | undefined;
  link(from: Machine, to: Machine): Link;
  nextConnection(): number;
  /** A connection was established. */
  onConnection(client: Endpoint, server: Endpoint): void;
}

const FIRST_EPHEMERAL_PORT = 32_768;

/** The sockets of one process. */
export class NetworkInterface implements ProcessNetwork, PortTable {
  readonly process: SimulatedProcess;
  readonly machine: Machine;
  private readonly network: NetworkSurroundings;
  private readonly listeners: Map<number, SimulatedListener>;
  private readonly endpoints: Set<Endpoint>;
  private nextPort: number;

  constructor(process: SimulatedProcess, machine: Machine, network: NetworkSurroundings) {
    this.process = process;
    this.machine = machine;
    this.network = network;
    this.listeners = new Map();
    this.endpoints = new Set();
    this.nextPort = FIRST_EPHEMERAL_PORT;
  }

  get address(): string {
    return this.machine.address;
  }

  /** Ends of connections that the program has in its hands. */
  get openSockets(): number {
    let open = 0;
    for (const endpoint of this.endpoints) if (endpoint.isAttached) open += 1;
    return open;
  }

  get openListeners(): number {
    return this.listeners.size;
  }

  lookup(name: string): string | undefined {
    if (name === "localhost") return "127.0.0.1";
    return this.network.machine(name)?.address;
  }

  createListener(onConnection: ((socket: Duplex) => void) | undefined): EventEmitter {
    return new SimulatedListener(this, onConnection);
  }

  bind(port: number, listener: SimulatedListener): number | undefined {
    let taken = port;
    if (port === 0) {
      while (this.listeners.has(this.nextPort)) this.nextPort += 1;
      taken = this.nextPort++;
    } else if (this.listeners.has(port)) {
      return undefined;
    }
    this.listeners.set(taken, listener);
    return taken;
  }

  release(port: number): void {
    this.listeners.delete(port);
  }

  connect(target: ConnectTarget): Duplex {
    const { process, network, machine } = this;
    const socket = new SimulatedSocket({
      process,
      onread: target.onread,
      allowHalfOpen: target.allowHalfOpen,
    });
    const isLocal = /^(localhost|127(\.\d+){3}|::1)$/.test(target.host);
    const remote = isLocal ? machine : network.machine(target.host);
    const where = `${target.host}:${target.port}`;
    if (remote === undefined) {
      this.fail(socket, socketError("EHOSTUNREACH", "connect", where));
      return socket;
    }
    const local = { address: isLocal ? "127.0.0.1" : machine.address, port: this.nextPort++ };
    const number = network.nextConnection();
    this.trace(`#${number} ${machine.name} connects to ${remote.name}:${target.port}`);
    network.link(machine, remote).sendReliably(() => {
      const server = network.interfaceOf(remote);
      const listener = server?.listeners.get(target.port);
      const back = network.link(remote, machine);
      if (server === undefined || listener === undefined) {
        back.sendOnce(() => this.fail(socket, socketError("ECONNREFUSED", "connect", where)));
        return;
      }
      const address = { address: isLocal ? "127.0.0.1" : remote.address, port: target.port };
      const serverEnd = server.takeConnection(listener, this, number, address, local);
      const clientEnd = serverEnd.peer as Endpoint;
      back.sendReliably(() => this.complete(socket, clientEnd, local, address));
    });
    return socket;
  }

  /** The process ends: its sockets are closed by the kernel, or vanish with the power. */
  end(hasPower: boolean): void {
    for (const endpoint of this.endpoints) {
      if (hasPower) endpoint.close(false);
      else endpoint.vanish();
    }
    this.endpoints.clear();
    this.listeners.clear();
  }

  /** SYN has come: both ends exist, and the program will find the connection in its backlog. */
  private takeConnection(
    listener: SimulatedListener,
    client: NetworkInterface,
    number: number,
    local: SocketAddress,
    remote: SocketAddress,
  ): Endpoint {
    const { network, machine, process } = this;
    const names = [client.machine.name, machine.name] as const;
    const end = new Endpoint(process, new ConnectionLog(network, number, names[0], names[1], true));
    const clientEnd = new Endpoint(
      client.process,
      new ConnectionLog(network, number, names[1], names[0], false),
    );
    end.join(clientEnd, network.link(machine, client.machine));
    clientEnd.join(end, network.link(client.machine, machine));
    this.keep(end);
    client.keep(clientEnd);
    network.onConnection(clientEnd, end);
    process.scheduler.after(0, process, () => {
      if (!end.isGone && !listener.accept(end, local, remote)) end.close(true);
    });
    return end;
  }

  private complete(
    socket: SimulatedSocket,
    endpoint: Endpoint,
    local: SocketAddress,
    remote: SocketAddress,
  ): void {
    if (!this.process.isAlive || socket.destroyed) {
      endpoint.close(true);
      return;
    }
    this.process.scheduler.after(0, this.process, () => {
      if (socket.destroyed) endpoint.close(true);
      else if (endpoint.isGone) this.fail(socket, socketError("ECONNRESET", "read"));
      else {
        socket.enter(() => {
          socket.establish(endpoint, local, remote);
          socket.onConnected();
        });
      }
    });
  }

  private fail(socket: SimulatedSocket, error: Error): void {
    this.process.scheduler.after(0, this.process, () => {
      socket.enter(() => socket.destroy(error));
    });
  }

  private keep(endpoint: Endpoint): void {
    if (this.endpoints.size > 64) this.forgetClosed();
    this.endpoints.add(endpoint);
  }

  private forgetClosed(): void {
    for (const endpoint of this.endpoints) {
      if (endpoint.isGone) this.endpoints.delete(endpoint);
    }
  }

  private trace(text: string): void {
    this.network.trace.record(this.process.scheduler.nowMs, text);
  }
}
