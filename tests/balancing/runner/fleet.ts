/** Ten servers, each a process of its own on an address of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Behavior, ServerNews, ServerOrder } from "../programs/messages.ts";

export const FLEET_SIZE = 10;

/** A server that does nothing out of the way. */
export const ordinary: Behavior = {
  delayMs: 2,
  failing: 0,
  load: { cpuUtilization: 0.5, requestsPerSecond: 100, errorsPerSecond: 0 },
  isServing: true,
};

class FleetServer {
  address: string;
  private readonly program: string;
  private child: ChildProcess | undefined;
  private behavior: Behavior;
  private readonly waiting: ((news: ServerNews) => void)[];

  constructor(program: string, host: string) {
    this.address = `${host}:0`;
    this.program = program;
    this.child = undefined;
    this.behavior = ordinary;
    this.waiting = [];
  }

  async start(): Promise<void> {
    await this.listen(await this.load());
  }

  /** Ends the process as a crash does. Another, loaded before, listens on the same port after so long. */
  async killAndReplace(awayMs: number): Promise<void> {
    const replacement = await this.load();
    await this.kill();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await this.listen(replacement);
  }

  /** Starts a process that is ready to listen. */
  private async load(): Promise<ChildProcess> {
    const child = fork(this.program, { execArgv: [] });
    await once(child, "message");
    return child;
  }

  private async listen(child: ChildProcess): Promise<void> {
    this.child = child;
    child.on("message", (news: ServerNews) => this.waiting.shift()?.(news));
    const news = await this.order({ kind: "listen", address: this.address });
    if (news.kind === "listening") this.address = news.address;
    await this.behave(this.behavior);
  }

  /** Ends the process without a word, as a crash does. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async behave(behavior: Behavior): Promise<void> {
    this.behavior = behavior;
    await this.order({ kind: "behave", behavior });
  }

  order(order: ServerOrder): Promise<ServerNews> {
    this.child?.send(order);
    return this.next();
  }

  private next(): Promise<ServerNews> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }
}

export class Fleet {
  readonly servers: readonly FleetServer[];

  /** @param program the bundle of programs/server.ts */
  constructor(program: string) {
    this.servers = Array.from(
      { length: FLEET_SIZE },
      (_, index) => new FleetServer(program, `127.0.0.${index + 1}`),
    );
  }

  async start(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.start()));
  }

  /** The server at this place, from 0 on. */
  at(index: number): FleetServer {
    const server = this.servers[index];
    if (server === undefined) throw new Error(`there is no server ${index}`);
    return server;
  }

  get addresses(): string {
    return this.servers.map(({ address }) => address).join(",");
  }

  async behave(of: (index: number) => Partial<Behavior>): Promise<void> {
    await Promise.all(
      this.servers.map((server, index) => server.behave({ ...ordinary, ...of(index) })),
    );
  }

  async reset(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.order({ kind: "reset" })));
  }

  /** How many calls each has had since the reset; one that was killed begins at 0. */
  async counts(): Promise<number[]> {
    const news = await Promise.all(this.servers.map((server) => server.order({ kind: "count" })));
    return news.map((one) => (one.kind === "count" ? one.calls : 0));
  }

  async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
  }
}
