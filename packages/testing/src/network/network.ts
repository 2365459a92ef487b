import type { Random } from "../random.ts";
import type { Scheduler } from "../scheduler.ts";
import { SimulationError } from "../simulation-error.ts";
import type { Trace } from "../trace.ts";
import {
  changedConditions,
  defaultConditions,
  type LinkConditions,
  loopbackConditions,
} from "./conditions.ts";
import type { DeliveryListener } from "./connection-log.ts";
import type { Endpoint } from "./endpoint.ts";
import { Link } from "./link.ts";
import type { Machine } from "./machine.ts";
import type { NetworkControl } from "./network-control.ts";
import type { NetworkInterface, NetworkSurroundings } from "./network-interface.ts";

/** The parts of a network. */
export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  readonly conditions: Partial<LinkConditions>;
}

interface OpenConnection {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

/** A machine, and the interface of what runs on it. */
export interface AttachedMachine extends Machine {
  readonly networkInterface: NetworkInterface | undefined;
}

/** The machines of a simulation and the links between them. */
export class Network implements NetworkControl, NetworkSurroundings {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly listeners: Set<DeliveryListener>;
  private readonly random: Random;
  private readonly machines: Map<string, AttachedMachine>;
  private readonly links: Map<Machine, Map<Machine, Link>>;
  private conditions: LinkConditions;
  private connections: OpenConnection[];
  private lastConnection: number;

  constructor(options: NetworkOptions) {
    this.scheduler = options.scheduler;
    this.trace = options.trace;
    this.listeners = new Set();
    this.random = options.random;
    this.machines = new Map();
    this.links = new Map();
    this.conditions = changedConditions(defaultConditions, options.conditions);
    this.connections = [];
    this.lastConnection = 0;
  }

  // --- for hosts -------------------------------------------------------------------------------

  /** Adds a machine, reached by its name and its address. */
  add(machine: AttachedMachine): void {
    this.machines.set(machine.name, machine);
    this.machines.set(machine.address, machine);
    this.links.set(machine, new Map());
  }

  /** A machine has power again: what is sent to it arrives. */
  wake(machine: Machine): void {
    for (const toOthers of this.links.values()) toOthers.get(machine)?.wake();
  }

  machine(nameOrAddress: string): Machine | undefined {
    return this.machines.get(nameOrAddress);
  }

  interfaceOf(machine: Machine): NetworkInterface | undefined {
    return this.machines.get(machine.name)?.networkInterface;
  }

  link(from: Machine, to: Machine): Link {
    const links = this.links.get(from) as Map<Machine, Link>;
    let link = links.get(to);
    if (link === undefined) {
      link = new Link({
        from,
        to,
        scheduler: this.scheduler,
        random: this.random,
        conditions: from === to ? loopbackConditions : this.conditions,
      });
      links.set(to, link);
    }
    return link;
  }

  nextConnection(): number {
    this.lastConnection += 1;
    return this.lastConnection;
  }

  onConnection(client: Endpoint, server: Endpoint): void {
    this.connections.push({ client, server });
  }

  onClosed(): void {
    if (this.connections.length < 64) return;
    this.connections = this.connections.filter(isOpen);
  }

  // --- for users -------------------------------------------------------------------------------

  get openConnections(): number {
    this.connections = this.connections.filter(isOpen);
    return this.connections.length;
  }

  configure(changes: Partial<LinkConditions>, hostA?: string, hostB?: string): void {
    if (hostA === undefined) {
      this.conditions = changedConditions(this.conditions, changes);
      for (const [from, links] of this.links) {
        for (const [to, link] of links) {
          if (from !== to) link.conditions = changedConditions(link.conditions, changes);
        }
      }
      return;
    }
    for (const link of this.linksOf(hostA, hostB)) {
      link.conditions = changedConditions(link.conditions, changes);
    }
  }

  partition(hostA: string, hostB?: string): void {
    this.record(`partition ${hostA} ${hostB ?? "*"}`);
    for (const link of this.linksOf(hostA, hostB)) link.isBlocked = true;
  }

  partitionOneWay(from: string, to: string): void {
    this.record(`partition ${from} > ${to}`);
    this.link(this.known(from), this.known(to)).isBlocked = true;
  }

  heal(hostA?: string, hostB?: string): void {
    this.record(`heal ${hostA ?? "*"} ${hostB ?? "*"}`);
    const links =
      hostA === undefined
        ? [...this.links.values()].flatMap((toOthers) => [...toOthers.values()])
        : this.linksOf(hostA, hostB);
    for (const link of links) {
      link.isBlocked = false;
      link.wake();
    }
  }

  cut(hostA: string, hostB?: string): number {
    const cut = this.connectionsOf(hostA, hostB);
    this.record(`cut ${hostA} ${hostB ?? "*"}: ${cut.length}`);
    for (const { client, server } of cut) {
      client.breakOff();
      server.breakOff();
    }
    return cut.length;
  }

  silence(hostA: string, hostB?: string): number {
    const silenced = this.connectionsOf(hostA, hostB);
    this.record(`silence ${hostA} ${hostB ?? "*"}: ${silenced.length}`);
    for (const { client, server } of silenced) {
      client.outgoing?.silence();
      server.outgoing?.silence();
    }
    return silenced.length;
  }

  observe(listener: DeliveryListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private known(name: string): Machine {
    const machine = this.machines.get(name);
    if (machine !== undefined) return machine;
    const names = new Set([...this.machines.values()].map((one) => one.name));
    throw new SimulationError(
      `invalid host: expected one of ${[...names].join(", ")}, got ${JSON.stringify(name)}`,
    );
  }

  /** The links between two hosts, or between one and all others, both ways. */
  private linksOf(hostA: string, hostB: string | undefined): Link[] {
    const a = this.known(hostA);
    const others =
      hostB === undefined
        ? [...new Set(this.machines.values())].filter((other) => other !== a)
        : [this.known(hostB)];
    return others.flatMap((b) =>
      a === b ? [this.link(a, a)] : [this.link(a, b), this.link(b, a)],
    );
  }

  private connectionsOf(hostA: string, hostB: string | undefined): OpenConnection[] {
    const a = this.known(hostA).name;
    const b = hostB === undefined ? undefined : this.known(hostB).name;
    this.connections = this.connections.filter(isOpen);
    return this.connections.filter(({ client, server }) => {
      const names = [client.process.name, server.process.name];
      return (
        names.includes(a) &&
        (b === undefined || (names.includes(b) && (a !== b || names[0] === names[1])))
      );
    });
  }

  private record(text: string): void {
    this.trace.record(this.scheduler.nowMs, text);
  }
}

function isOpen({ client, server }: OpenConnection): boolean {
  return !client.isGone || !server.isGone;
}
