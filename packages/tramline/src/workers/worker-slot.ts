import type { Worker } from "node:cluster";
import { monotonicNowMs } from "@tramline/rpc";
import { type FromWorker, isOurs, type ToWorker } from "./worker-messages.ts";
import type { WorkerEvent, WorkerSettings } from "./worker-options.ts";

/** How long a drained worker may take beyond its grace before it is killed. */
const KILL_AFTER_MS = 2000;

/** The longest that a timer can be set to; a longer one fires at once. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** The part of its supervisor that a slot needs. */
export interface SlotOwner {
  readonly settings: WorkerSettings;
  fork(): Worker;
  /** A worker became ready, or is not any more. */
  onReadyChange(): void;
  /** A worker ended by itself. Returns whether to start another. */
  onFailure(wasReady: boolean): boolean;
}

/** A process under way in a slot. */
interface Running {
  readonly worker: Worker;
  isReady: boolean;
  isDraining: boolean;
  /** Whether it became ready, once that is known. */
  readonly started: Promise<boolean>;
  readyAtMs: number;
  readonly ended: Promise<void>;
}

/**
 * One of the places that the supervisor keeps filled: it starts a process, starts another with
 * back-off when that ends, and replaces it when asked to.
 */
export class WorkerSlot {
  readonly index: number;
  private readonly owner: SlotOwner;
  private current: Running | undefined;
  /** Every process that runs: the current one, those that drain, one that is to replace another. */
  private readonly processes: Set<Running>;
  private failures: number;
  private restartTimer: NodeJS.Timeout | undefined;
  private isStopped: boolean;

  constructor(index: number, owner: SlotOwner) {
    this.index = index;
    this.owner = owner;
    this.current = undefined;
    this.processes = new Set();
    this.failures = 0;
    this.restartTimer = undefined;
    this.isStopped = false;
  }

  get isReady(): boolean {
    return this.current?.isReady === true;
  }

  get pid(): number | undefined {
    return this.current?.worker.process.pid;
  }

  /** Starts a process. Resolves with whether it became ready. */
  start(): Promise<boolean> {
    clearTimeout(this.restartTimer);
    const running = this.launch();
    this.current = running;
    return running.started;
  }

  /** Starts another process and drains the old one once the new one is ready; else keeps the old one. */
  async replace(): Promise<boolean> {
    const old = this.current;
    if (old === undefined) return this.start();
    const running = this.launch();
    if (!(await running.started) || this.isStopped) return false;
    // The old one may have ended meanwhile, and its place be taken, or about to be.
    clearTimeout(this.restartTimer);
    const { current } = this;
    this.current = running;
    if (current !== undefined && current !== old) void this.drain(current);
    this.owner.onReadyChange();
    if (this.processes.has(old)) await this.drain(old);
    return true;
  }

  /** Drains every process of the slot and starts no other. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.restartTimer);
    await Promise.all([...this.processes].map((running) => this.drain(running)));
  }

  /** Kills what still runs. */
  kill(): void {
    this.isStopped = true;
    clearTimeout(this.restartTimer);
    for (const { worker } of this.processes) worker.process.kill("SIGKILL");
  }

  send(message: ToWorker): void {
    const worker = this.current?.worker;
    if (worker?.isConnected() === true) worker.send(message, () => {});
  }

  private launch(): Running {
    const { settings } = this.owner;
    const worker = this.owner.fork();
    const started = deferred<boolean>();
    const ended = deferred<void>();
    const running: Running = {
      worker,
      isReady: false,
      isDraining: false,
      readyAtMs: 0,
      started: started.promise,
      ended: ended.promise,
    };
    this.processes.add(running);
    this.tell("started", worker, `worker ${this.index} started`);
    let problem = "";
    const timer = setTimeout(() => {
      problem = `was not ready within ${settings.startTimeoutMs} ms (startTimeoutMs)`;
      worker.process.kill("SIGKILL");
    }, settings.startTimeoutMs);
    worker.on("message", (message: unknown) => {
      if (!isOurs(message)) return;
      const ours = message as FromWorker;
      if (ours.tramline === "failed") {
        problem = `could not start: ${ours.message}`;
      } else if (ours.tramline === "ready" && !running.isReady) {
        clearTimeout(timer);
        running.isReady = true;
        running.readyAtMs = monotonicNowMs();
        this.tell("ready", worker, `worker ${this.index} is ready`);
        started.resolve(true);
        this.owner.onReadyChange();
      }
    });
    worker.on("error", (error) => {
      problem ||= error.message;
    });
    worker.once("exit", (code, signal) => {
      clearTimeout(timer);
      this.processes.delete(running);
      this.onExit(running, problem || `ended with ${signal ?? `status ${code}`}`);
      started.resolve(false);
      ended.resolve();
    });
    return running;
  }

  private onExit(running: Running, how: string): void {
    const { worker, isReady, isDraining } = running;
    running.isReady = false;
    const wasCurrent = running === this.current;
    if (wasCurrent) this.current = undefined;
    if (isDraining || this.isStopped) {
      this.tell("ended", worker, `worker ${this.index} has ended`);
      this.owner.onReadyChange();
      return;
    }
    this.tell("failed", worker, `worker ${this.index} (pid ${worker.process.pid}) ${how}`);
    this.owner.onReadyChange();
    const mayRestart = this.owner.onFailure(isReady);
    // One that was to replace another leaves that in its place.
    if (!mayRestart || !wasCurrent) return;
    this.scheduleRestart(isReady ? monotonicNowMs() - running.readyAtMs : 0);
  }

  private scheduleRestart(servedMs: number): void {
    const { restartInitialMs, restartMaxMs } = this.owner.settings;
    if (servedMs >= restartMaxMs) this.failures = 0;
    const waitMs = Math.min(restartInitialMs * 2 ** this.failures, restartMaxMs);
    this.failures += 1;
    const delayMs = Math.round(waitMs * (1 + Math.random() / 5));
    this.tell("restarting", undefined, `worker ${this.index} is started again in ${delayMs} ms`);
    this.restartTimer = setTimeout(() => {
      if (!this.isStopped) void this.start();
    }, delayMs);
  }

  private async drain(running: Running): Promise<void> {
    const { worker } = running;
    const { graceMs } = this.owner.settings;
    running.isDraining = true;
    this.tell("draining", worker, `worker ${this.index} drains`);
    const message: ToWorker = { tramline: "drain", graceMs };
    if (worker.isConnected()) worker.send(message, () => {});
    const timer = setTimeout(
      () => worker.process.kill("SIGKILL"),
      Math.min(graceMs + KILL_AFTER_MS, MAX_TIMER_MS),
    );
    await running.ended;
    clearTimeout(timer);
  }

  private tell(kind: WorkerEvent["kind"], worker: Worker | undefined, message: string): void {
    try {
      this.owner.settings.onEvent({
        kind,
        worker: this.index,
        pid: worker?.process.pid,
        message,
      });
    } catch {
      // A listener that throws must not end the supervisor.
    }
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
