import { join } from "node:path";
import type { Answer, Command } from "../peers/node/command.ts";
import type { Case } from "./cases.ts";
import { ForeignLoad } from "./foreign-load.ts";
import { benchFolder, type Implementation } from "./implementations.ts";
import { PeerClient, PeerServer } from "./peer-process.ts";

const certificate = (name: string) => join(benchFolder, "certs", name);

interface Pair {
  readonly client: PeerClient;
  readonly server: PeerServer;
}

/**
 * The clients and servers of a run, one of each an implementation, started when first needed and
 * kept: what a just-in-time compiler has learnt stays. All but one pair idle at any time.
 */
export class Pairs {
  readonly foreignLoad = new ForeignLoad();
  private readonly started = new Map<string, Pair>();
  private readonly serverEnvironment: Readonly<Record<string, string>>;

  /** @param serverEnvironment what servers find in their environment, beside what is in this process's */
  constructor(serverEnvironment: Readonly<Record<string, string>> = {}) {
    this.serverEnvironment = serverEnvironment;
  }

  /** Runs `each` between a client of one and a server of another (or the same) implementation. */
  async run(
    client: Implementation,
    server: Implementation,
    each: Case,
    warmupMs: number,
    measureMs: number,
  ): Promise<Answer> {
    const to = (await this.pair(server)).server;
    const from = (await this.pair(client)).client;
    try {
      const command: Command = {
        operation: each.operation,
        inFlight: each.inFlight,
        variant: each.variant ?? "plain",
        target: to.target(each),
        tls: each.tls,
        warmupMs,
        measureMs,
        serverPid: to.pid,
      };
      return await this.foreignLoad.during([from.pid, to.pid], () => from.run(command));
    } catch (error) {
      // Whatever state it left behind, the next case gets fresh processes.
      this.stop(client);
      this.stop(server);
      throw error;
    }
  }

  /** The process of an implementation's server. */
  async serverPid(of: Implementation): Promise<number> {
    return (await this.pair(of)).server.pid;
  }

  stopAll(): void {
    for (const pair of this.started.values()) stopPair(pair);
    this.started.clear();
  }

  private async pair(of: Implementation): Promise<Pair> {
    const known = this.started.get(of.name);
    if (known !== undefined) return known;
    const pair = {
      server: new PeerServer(
        of.name,
        of.server,
        certificate("server.pem"),
        certificate("server.key"),
        this.serverEnvironment,
      ),
      client: new PeerClient(of.name, of.client, certificate("ca.pem")),
    };
    this.started.set(of.name, pair);
    await pair.server.listening();
    return pair;
  }

  private stop(of: Implementation): void {
    const pair = this.started.get(of.name);
    if (pair === undefined) return;
    stopPair(pair);
    this.started.delete(of.name);
  }
}

function stopPair(pair: Pair): void {
  pair.client.stop();
  pair.server.stop();
}
