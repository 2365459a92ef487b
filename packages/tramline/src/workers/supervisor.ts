import cluster from "node:cluster";
import type { WorkerSettings } from "./worker-options.ts";
import { type SlotOwner, WorkerSlot } from "./worker-slot.ts";

/**
 * Starts worker processes that share one port, starts those that end again, replaces them one by one,
 * and drains them on a signal. Made by {@link runWorkers} in the process that the user starts.
 */
export class Supervisor {
  /** "supervisor", which tells it from a worker. */
  readonly role = "supervisor";
  private readonly settings: WorkerSettings;
  /** Resolves when the last worker has ended; rejects when the workers could not start at all. */
  readonly finished: Promise<void>;
  private readonly slots: readonly WorkerSlot[];
  private wasEverReady: boolean;
  private startFailures: number;
  private stopping: Promise<void> | undefined;
  private rolling: Promise<boolean> | undefined;
  private onReady: (() => void)[];
  private finish: (error?: Error) => void;
  private readonly onStopSignal: () => void;
  private readonly onRollSignal: () => void;

  /** @internal */
  constructor(settings: WorkerSettings) {
    this.settings = settings;
    const owner: SlotOwner = {
      settings,
      fork: () => cluster.fork(),
      onReadyChange: () => this.onReadyChange(),
      onFailure: (wasReady) => this.onFailure(wasReady),
    };
    this.slots = Array.from(
      { length: settings.workers },
      (_, index) => new WorkerSlot(index, owner),
    );
    this.wasEverReady = false;
    this.startFailures = 0;
    this.stopping = undefined;
    this.rolling = undefined;
    this.onReady = [];
    this.finish = () => {};
    this.finished = new Promise((resolve, reject) => {
      this.finish = (error) => (error === undefined ? resolve() : reject(error));
    });
    // Who does not wait for `finished` must not be ended by its rejection.
    this.finished.catch(() => {});
    this.onStopSignal = () => {
      // The second signal is somebody who does not want to wait.
      if (this.stopping === undefined) void this.close();
      else for (const slot of this.slots) slot.kill();
    };
    this.onRollSignal = () => void this.roll();
  }

  /** Starts the workers. Resolves when all are ready; rejects when they cannot be started. */
  async start(): Promise<void> {
    const { stopSignals, rollSignal } = this.settings;
    for (const signal of stopSignals) process.on(signal, this.onStopSignal);
    if (rollSignal !== undefined) process.on(rollSignal, this.onRollSignal);
    for (const slot of this.slots) void slot.start();
    const ready = new Promise<void>((resolve) => {
      if (this.isReady) resolve();
      else this.onReady.push(resolve);
    });
    await Promise.race([ready, this.finished]);
  }

  /** How many workers take calls now. */
  get readyWorkers(): number {
    return this.slots.filter((slot) => slot.isReady).length;
  }

  /** Whether all workers take calls. */
  get isReady(): boolean {
    return this.readyWorkers === this.slots.length;
  }

  /** The process ids of the workers; undefined for a place that is empty at the moment. */
  get pids(): readonly (number | undefined)[] {
    return this.slots.map((slot) => slot.pid);
  }

  /**
   * Replaces the workers one by one: a new one is started, and when it is ready the old one drains.
   * Resolves with true when all have been replaced, with false when a new one could not start: then
   * the old ones go on. A roll under way is joined.
   */
  roll(): Promise<boolean> {
    this.rolling ??= this.replaceAll().finally(() => {
      this.rolling = undefined;
    });
    return this.rolling;
  }

  private async replaceAll(): Promise<boolean> {
    for (const slot of this.slots) {
      if (this.stopping !== undefined || !(await slot.replace())) return false;
    }
    return true;
  }

  /** Drains all workers (`graceMs`), then ends. Always resolves. */
  close(): Promise<void> {
    this.stopping ??= this.stop(undefined);
    return this.stopping;
  }

  private async stop(error: Error | undefined): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.stop()));
    const { stopSignals, rollSignal } = this.settings;
    for (const signal of stopSignals) process.off(signal, this.onStopSignal);
    if (rollSignal !== undefined) process.off(rollSignal, this.onRollSignal);
    this.finish(error);
  }

  private onReadyChange(): void {
    const ready = this.readyWorkers;
    for (const slot of this.slots) {
      slot.send({ tramline: "group", ready, count: this.slots.length });
    }
    if (!this.isReady) return;
    this.wasEverReady = true;
    for (const resolve of this.onReady.splice(0)) resolve();
  }

  private onFailure(wasReady: boolean): boolean {
    if (this.stopping !== undefined) return false;
    this.wasEverReady ||= wasReady;
    if (this.wasEverReady) return true;
    this.startFailures += 1;
    const { maxStartFailures, onEvent } = this.settings;
    if (this.startFailures < maxStartFailures) return true;
    const message = `no worker became ready in ${this.startFailures} tries (maxStartFailures); the reasons are above`;
    onEvent({ kind: "gave-up", worker: -1, pid: undefined, message });
    this.stopping = this.stop(new Error(message));
    return false;
  }
}
