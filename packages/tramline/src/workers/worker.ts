import { isOurs, type ToWorker } from "./worker-messages.ts";

/** A server, or anything else that a worker closes when it drains. */
export interface Closable {
  /** Ends in order, within `graceMs`. */
  close(options: { readonly graceMs: number }): Promise<void>;
}

/**
 * This process as a worker: what its supervisor says of the others, and the end. Passed to the function
 * given to {@link runWorkers}.
 */
export class Worker {
  /** "worker", which tells it from a {@link Supervisor}. */
  readonly role = "worker";
  /** Resolves when this worker has drained. */
  readonly finished: Promise<void>;
  private ready: number;
  private count: number;
  private draining: boolean;
  private wereAllReady: boolean;
  private readonly listeners: Set<() => void>;
  private readonly closables: Closable[];
  private finish: () => void;
  private readonly graceMs: number;
  private readonly onSignal: () => void;

  /** @param graceMs how long calls may go on when a signal, or the end of the supervisor, drains it */
  constructor(graceMs: number) {
    this.graceMs = graceMs;
    this.onSignal = () => void this.drain(graceMs);
    this.ready = 0;
    this.count = Number.MAX_SAFE_INTEGER;
    this.draining = false;
    this.wereAllReady = false;
    this.listeners = new Set();
    this.closables = [];
    this.finish = () => {};
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** Whether all workers of the supervisor take calls now. */
  get allReady(): boolean {
    return this.ready >= this.count;
  }

  /** Whether all workers have been ready at one time since this one started. */
  get hasBeenReady(): boolean {
    return this.wereAllReady;
  }

  /** Whether this worker takes no new calls any more. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Calls back when `allReady`, `hasBeenReady`, or `isDraining` may have changed. Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs the user's function, then tells the supervisor that this worker is ready. */
  async start(run: (worker: Worker) => StartResult | Promise<StartResult>): Promise<void> {
    process.on("message", (message: unknown) => {
      if (isOurs(message)) this.onMessage(message as ToWorker);
    });
    // The supervisor is gone: nobody would ever drain this process.
    process.once("disconnect", this.onSignal);
    process.on("SIGTERM", this.onSignal);
    process.on("SIGINT", this.onSignal);
    try {
      const result = await run(this);
      if (Array.isArray(result)) this.closables.push(...(result as readonly Closable[]));
      else if (result !== undefined) this.closables.push(result as Closable);
    } catch (error) {
      console.error(error);
      const message = error instanceof Error ? error.message : String(error);
      process.exitCode = 1;
      const end = () => process.exit(1);
      if (process.send === undefined) end();
      else process.send({ tramline: "failed", message }, end);
      return;
    }
    if (this.draining) await this.closeAll(this.graceMs);
    else process.send?.({ tramline: "ready" });
  }

  private onMessage(message: ToWorker): void {
    if (message.tramline === "drain") {
      void this.drain(message.graceMs);
    } else if (message.tramline === "group") {
      this.ready = message.ready;
      this.count = message.count;
      this.wereAllReady ||= this.allReady;
      this.notify();
    }
  }

  private async drain(graceMs: number): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    this.notify();
    await this.closeAll(graceMs);
  }

  private async closeAll(graceMs: number): Promise<void> {
    await Promise.allSettled(this.closables.map((one) => one.close({ graceMs })));
    this.finish();
    // What the program left open, a database pool say, must not keep a drained worker.
    process.off("SIGTERM", this.onSignal);
    process.off("SIGINT", this.onSignal);
    if (process.connected) process.disconnect();
    setTimeout(() => process.exit(), EXIT_AFTER_MS).unref();
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** The result of the user's function: the server or servers to close when the worker drains. */
export type StartResult = Closable | readonly Closable[] | undefined | void;

const EXIT_AFTER_MS = 1000;
