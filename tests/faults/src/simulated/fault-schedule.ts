import type { Host, Simulation } from "@tramline/testing";

/** How often each fault is drawn, in relation to the others. */
export type FaultWeights = Readonly<Record<string, number>>;

/** Everything that can go wrong. */
export const allFaults: FaultWeights = {
  cut: 6,
  partition: 4,
  partitionOneWay: 2,
  silence: 1,
  pause: 4,
  crash: 3,
  powerOff: 1,
  drain: 5,
  weather: 4,
  skew: 2,
};

/** Servers that are replaced in order, and a network that is slow at most. */
export const drainsOnly: FaultWeights = { drain: 3, weather: 1 };

/** Lets things go wrong on a simulation, by its seed, until it is stopped. */
export class FaultSchedule {
  /** How often each fault has happened. */
  readonly counts: Record<string, number>;
  private readonly weights: FaultWeights;
  private readonly sim: Simulation;
  private readonly servers: readonly Host[];
  private readonly clients: readonly Host[];
  private readonly recoveries: Set<Promise<void>>;
  /** Servers that a fault has in its hands. */
  private readonly busy: Set<Host>;
  private isStopped: boolean;

  constructor(
    sim: Simulation,
    servers: readonly Host[],
    clients: readonly Host[],
    weights: FaultWeights,
  ) {
    this.counts = {};
    this.weights = weights;
    this.sim = sim;
    this.servers = servers;
    this.clients = clients;
    this.recoveries = new Set();
    this.busy = new Set();
    this.isStopped = false;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    while (!this.isStopped) {
      await this.sim.sleep(this.sim.random.integer(20, 700));
      if (!this.isStopped) this.happen(this.draw());
    }
  }

  /** Lets nothing new go wrong, and resolves when everything works again. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.recoveries);
    this.sim.network.heal();
    this.sim.network.configure({ latencyMs: 1, jitterMs: 0, bytesPerSecond: Infinity });
  }

  private draw(): string {
    const total = Object.values(this.weights).reduce((sum, weight) => sum + weight, 0);
    let left = this.sim.random.next() * total;
    for (const [fault, weight] of Object.entries(this.weights)) {
      left -= weight;
      if (left < 0) return fault;
    }
    return Object.keys(this.weights)[0] as string;
  }

  private happen(fault: string): void {
    const { sim } = this;
    const { network, random } = sim;
    const server = random.pick(this.servers);
    const client = random.pick(this.clients);
    const lasts = random.integer(10, random.chance(0.2) ? 8000 : 1500);
    switch (fault) {
      case "cut":
        network.cut(server.name, random.chance(0.5) ? client.name : undefined);
        break;
      case "silence":
        network.silence(server.name, client.name);
        break;
      case "partition":
        network.partition(server.name, client.name);
        this.recover(lasts, () => network.heal(server.name, client.name));
        break;
      case "partitionOneWay": {
        const pair = random.chance(0.5) ? [server, client] : [client, server];
        network.partitionOneWay((pair[0] as Host).name, (pair[1] as Host).name);
        this.recover(lasts, () => network.heal(server.name, client.name));
        break;
      }
      case "weather":
        network.configure({
          latencyMs: random.between(0.1, random.chance(0.2) ? 80 : 5),
          jitterMs: random.chance(0.5) ? random.between(0, 20) : 0,
          bytesPerSecond: random.chance(0.3) ? random.integer(100_000, 5_000_000) : Infinity,
          fragmentation: random.chance(0.5) ? random.next() : 0,
        });
        break;
      case "skew":
        random
          .pick([...this.servers, ...this.clients])
          .skewClock({ offsetMs: random.integer(-3_600_000, 3_600_000), driftPpm: 200 });
        break;
      default:
        if (this.busy.has(server)) return;
        this.befall(server, fault, lasts);
    }
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
  }

  /** A fault of one server, which has only one at a time. */
  private befall(server: Host, fault: string, lasts: number): void {
    this.busy.add(server);
    if (fault === "pause") {
      server.pause();
      this.recover(lasts, () => server.resume(), server);
    } else if (fault === "drain") {
      const isPatient = this.weights === drainsOnly;
      const graceMs = isPatient ? Infinity : this.sim.random.pick([0, 100, 2000]);
      const draining = server.drain({ graceMs });
      this.recover(0, () => draining.then(() => server.start()), server);
    } else {
      if (fault === "crash") server.crash();
      else server.powerOff();
      this.recover(lasts, () => server.start(), server);
    }
  }

  private recover(afterMs: number, recovery: () => Promise<void> | void, server?: Host): void {
    const recovering = async (): Promise<void> => {
      await this.sim.sleep(afterMs);
      await recovery();
      if (server !== undefined) this.busy.delete(server);
    };
    const promise: Promise<void> = recovering().finally(() => this.recoveries.delete(promise));
    this.recoveries.add(promise);
  }
}
