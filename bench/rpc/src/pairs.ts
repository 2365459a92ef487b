import { join } from "node:path";
import type { Answer, Command } from "../peers/node/command.ts";
import type { Case } from "./cases.ts";
import { ForeignLoad } from "./foreign-load.ts";
import { benchFolder, type Implementation } from "./implementations.ts";
import { PeerClient, PeerServer } from "./peer-process.ts";

const certificate = (name: string) => join(benchFolder, "certs", name);

/** Which of an implementation's pairs. */
type Kind = "plain" | "variants";

type Environment = Readonly<Record<string, string>>;

/** The pair that a case runs on. Batches are another way to read the plain stream. */
function kindOf({ variant = "plain" }: Case): Kind {
  return variant === "plain" || variant === "batches" ? "plain" : "variants";
}

interface Pair {
  readonly client: PeerClient;
  readonly server: PeerServer;
}

/**
 * The clients and servers of a run, started when first needed and kept: what a just-in-time compiler has
 * learnt stays. All but one pair idle at any time. An implementation has one pair for plain calls and another
 * for those of variants: an SDK of telemetry, say, would be in the heap of the plain ones.
 */
export class Pairs {
  readonly foreignLoad = new ForeignLoad();
  private readonly started = new Map<string, Pair>();

  /** Runs `each` between a client of one and a server of another (or the same) implementation. */
  async run(
    client: Implementation,
    server: Implementation,
    each: Case,
    warmupMs: number,
    measureMs: number,
  ): Promise<Answer> {
    const kind = kindOf(each);
    const to = (await this.pair(server, kind)).server;
    const from = (await this.pair(client, kind)).client;
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
      this.stop(client, kind);
      this.stop(server, kind);
      throw error;
    }
  }

  /** The process of an implementation's server for plain calls. */
  async serverPid(of: Implementation): Promise<number> {
    return (await this.pair(of, "plain")).server.pid;
  }

  stopAll(): void {
    for (const pair of this.started.values()) stopPair(pair);
    this.started.clear();
  }

  private async pair(of: Implementation, kind: Kind): Promise<Pair> {
    const key = `${kind} ${of.name}`;
    const known = this.started.get(key);
    if (known !== undefined) return known;
    const environment: Environment = kind === "plain" ? { BENCH_VARIANTS: "none" } : {};
    const pair = {
      server: new PeerServer(
        of.name,
        of.server,
        certificate("server.pem"),
        certificate("server.key"),
        environment,
      ),
      client: new PeerClient(of.name, of.client, certificate("ca.pem"), environment),
    };
    this.started.set(key, pair);
    await pair.server.listening();
    return pair;
  }

  private stop(of: Implementation, kind: Kind): void {
    const key = `${kind} ${of.name}`;
    const pair = this.started.get(key);
    if (pair === undefined) return;
    stopPair(pair);
    this.started.delete(key);
  }
}

function stopPair(pair: Pair): void {
  pair.client.stop();
  pair.server.stop();
}
