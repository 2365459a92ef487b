import { once } from "node:events";
import { Worker } from "node:worker_threads";

const program = new URL("../programs/start-backend.mjs", import.meta.url);

/** Servers in threads of their own, which are ended without warning and come back on their ports. */
export class Backends {
  readonly ports: number[];
  private readonly file: string;
  private readonly workers: (Worker | undefined)[];

  private constructor(file: string) {
    this.ports = [];
    this.file = file;
    this.workers = [];
  }

  static async start(count: number, file: string): Promise<Backends> {
    const backends = new Backends(file);
    for (let i = 0; i < count; i++) await backends.restart(i);
    return backends;
  }

  /** Ends one: its sockets close as those of a process do that is killed. */
  async kill(index: number): Promise<void> {
    await this.workers[index]?.terminate();
    this.workers[index] = undefined;
  }

  async restart(index: number): Promise<void> {
    const workerData = { port: this.ports[index] ?? 0, file: this.file };
    const worker = new Worker(program, { workerData });
    this.workers[index] = worker;
    const [port] = (await once(worker, "message")) as [number];
    this.ports[index] = port;
  }

  async close(): Promise<void> {
    for (const index of this.workers.keys()) await this.kill(index);
  }
}
