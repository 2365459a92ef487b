import { availableParallelism } from "node:os";
import { given } from "@tramline/protobuf/internal";
import { checkFunctions, checkOptions } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { countOption } from "../option-check.ts";

/** How {@link runWorkers} runs its workers. All of it can be left out. */
export interface WorkerOptions {
  /** How many processes serve. Default: as many as the process may use cores. */
  readonly workers?: number | undefined;
  /** How long a worker's calls may go on after it began to drain. Milliseconds; default 30,000. */
  readonly graceMs?: number | undefined;
  /** How long a worker may take until it is ready; then it is ended and started again. Default 30,000. */
  readonly startTimeoutMs?: number | undefined;
  /**
   * Waits before a worker that ended is started again: from `initialMs`, doubled with each failure, up to
   * `maxMs`, with a random part of up to a fifth. Default 100 and 30,000. A worker that was ready for
   * `maxMs` starts from the beginning.
   */
  readonly restart?:
    | { readonly initialMs?: number | undefined; readonly maxMs?: number | undefined }
    | undefined;
  /**
   * After this many failures in a row before any worker was ready, `runWorkers` rejects: the
   * program cannot start, and should end with an error. Default 5.
   */
  readonly maxStartFailures?: number | undefined;
  /** Signals that drain all workers and end the supervisor. Default SIGTERM and SIGINT. */
  readonly stopSignals?: readonly NodeJS.Signals[] | undefined;
  /** The signal that replaces the workers one by one. Default SIGHUP; false for none. */
  readonly rollSignal?: NodeJS.Signals | false | undefined;
  /** Receives what happens to workers. Default: failures are printed to stderr. */
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
}

/** Something that happened to a worker. */
export interface WorkerEvent {
  /** The kind of event. `gave-up`: no worker could start, so the supervisor ends; its `worker` is -1. */
  readonly kind: "started" | "ready" | "draining" | "ended" | "failed" | "restarting" | "gave-up";
  /** The number of the place that the worker fills, from 0. */
  readonly worker: number;
  /** The process; undefined when there is none. */
  readonly pid: number | undefined;
  /** One sentence for a log. */
  readonly message: string;
}

/** Options, checked, with defaults filled in. */
export interface WorkerSettings {
  readonly workers: number;
  readonly graceMs: number;
  readonly startTimeoutMs: number;
  readonly restartInitialMs: number;
  readonly restartMaxMs: number;
  readonly maxStartFailures: number;
  readonly stopSignals: readonly NodeJS.Signals[];
  readonly rollSignal: NodeJS.Signals | undefined;
  readonly onEvent: (event: WorkerEvent) => void;
}

const CODE = "SERVER_OPTION_INVALID";
const OPTIONS = {
  workers: true,
  graceMs: true,
  startTimeoutMs: true,
  restart: true,
  maxStartFailures: true,
  stopSignals: true,
  rollSignal: true,
  onEvent: true,
} as const;
const RESTART_OPTIONS = { initialMs: true, maxMs: true } as const;

/** @throws ConfigurationError SERVER_OPTION_INVALID for an option that cannot work */
export function workerSettings(options: WorkerOptions): WorkerSettings {
  checkOptions(CODE, "", options, OPTIONS);
  const restart = options.restart ?? {};
  checkOptions(CODE, "restart.", restart, RESTART_OPTIONS);
  checkFunctions(CODE, "onEvent", options.onEvent);
  const workers = options.workers ?? availableParallelism();
  countOption(CODE, "workers", workers);
  const maxStartFailures = options.maxStartFailures ?? 5;
  countOption(CODE, "maxStartFailures", maxStartFailures);
  const restartInitialMs = milliseconds("restart.initialMs", restart.initialMs, 100);
  const restartMaxMs = milliseconds("restart.maxMs", restart.maxMs, 30_000);
  if (restartMaxMs < restartInitialMs) {
    throw new ConfigurationError(
      CODE,
      `invalid restart.maxMs: expected at least restart.initialMs (${restartInitialMs}), got ${restartMaxMs}`,
    );
  }
  return {
    workers,
    graceMs: milliseconds("graceMs", options.graceMs, 30_000),
    startTimeoutMs: milliseconds("startTimeoutMs", options.startTimeoutMs, 30_000),
    restartInitialMs,
    restartMaxMs,
    maxStartFailures,
    stopSignals: options.stopSignals ?? ["SIGTERM", "SIGINT"],
    rollSignal: options.rollSignal === false ? undefined : (options.rollSignal ?? "SIGHUP"),
    onEvent: options.onEvent ?? printFailures,
  };
}

function milliseconds(option: string, value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 0 && value <= 0x7fff_ffff) return value;
  throw new ConfigurationError(
    CODE,
    `invalid ${option}: expected a number of milliseconds from 0 to 2147483647, got ${given(value)}`,
  );
}

function printFailures({ kind, message }: WorkerEvent): void {
  if (kind === "failed" || kind === "gave-up") console.error(message);
}
