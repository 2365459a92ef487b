import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Party, Report, ShopEvent } from "../common/events.ts";

/** How long a service may take to listen: an embedded Postgres has to start. */
const START_MS = 90_000;

/** How long a service may take to end by itself. */
const END_MS = 3000;

type ServiceName = Exclude<Party, "tour">;

/** The processes of the shop, each started and ended from here. */
export class Processes {
  private readonly report: Report;
  private readonly running = new Map<ServiceName, ChildProcess>();
  private ending: Promise<void> | undefined;

  constructor(report: Report) {
    this.report = report;
  }

  /** Called when a process ends by itself. */
  onLost: (name: ServiceName, how: string) => void = () => {};

  /**
   * Starts a service in a process of its own.
   *
   * @param environment variables for it, beside those of this process
   * @returns the address at which it listens
   */
  start(name: ServiceName, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    if (this.ending !== undefined) return Promise.reject(new Error("the shop closes"));
    const program = new URL(`../${name}/main.ts`, import.meta.url);
    const child = fork(program, { env: { ...process.env, PORT: undefined, ...environment } });
    this.running.set(name, child);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${name} does not listen after ${START_MS / 1000} s`));
      }, START_MS);
      child.on("message", (event: ShopEvent) => {
        this.report(event);
        if (event.kind !== "listening") return;
        clearTimeout(timer);
        resolve(event.address);
      });
      child.on("exit", (code, signal) => {
        clearTimeout(timer);
        this.running.delete(name);
        const how = signal ?? `status ${code}`;
        reject(new Error(`${name} ended with ${how}`));
        if (this.ending === undefined) this.onLost(name, how);
      });
    });
  }

  /** Ends one of them, such as to start it again. Resolves when it has ended. */
  async stop(name: ServiceName): Promise<void> {
    const child = this.running.get(name);
    if (child === undefined) return;
    this.running.delete(name);
    child.removeAllListeners("exit");
    await endProcess(child);
  }

  /** Ends all of them: asks first, and insists after a while. Resolves when none is left. */
  end(): Promise<void> {
    this.ending ??= Promise.all([...this.running.values()].map(endProcess)).then(() => undefined);
    return this.ending;
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
  if (child.connected) child.disconnect();
  else child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}
