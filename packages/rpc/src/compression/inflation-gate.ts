/** Something that inflates a message when its turn comes. */
export interface InflationJob {
  /** Where the message comes from, such as a connection: jobs of different sources take turns. */
  readonly source: object;
  /** The job before this one in its line; the gate sets both fields. */
  previousJob: InflationJob | undefined;
  /** The job behind this one. */
  nextJob: InflationJob | undefined;
  /** Begins. Calls `InflationGate.leave` when it is done, which may be before this returns. */
  inflate(): void;
}

/** The jobs of one source that wait. */
class Line {
  first: InflationJob | undefined = undefined;
  last: InflationJob | undefined = undefined;
  /** The line whose turn is next, and whether this one is among them. */
  next: Line | undefined = undefined;
  isInTurn = false;
  /** The source has to wait. */
  isPaused = false;
}

/**
 * Bounds how many messages of a process are inflated at a time outside of the event loop, as each may
 * take as much memory as the largest message allowed, and a processor. The others wait: sources take
 * turns, so that none waits for more than one message of each other source.
 */
export class InflationGate {
  private readonly maxRunning: number;
  private running: number;
  /** Of sources that wait, for others or because they are paused. */
  private readonly lines: Map<object, Line>;
  /** The lines in their turns. Those that are empty or paused are passed over. */
  private firstLine: Line | undefined;
  private lastLine: Line | undefined;

  constructor(maxRunning: number) {
    this.maxRunning = maxRunning;
    this.running = 0;
    this.lines = new Map();
    this.firstLine = undefined;
    this.lastLine = undefined;
  }

  /** Lets a job begin: now, or in its turn. */
  enter(job: InflationJob): void {
    const { source } = job;
    let line = this.lines.get(source);
    if (line === undefined) {
      if (this.running < this.maxRunning) {
        this.begin(job);
        return;
      }
      line = new Line();
      this.lines.set(source, line);
    }
    job.previousJob = line.last;
    if (line.last === undefined) line.first = job;
    else line.last.nextJob = job;
    line.last = job;
    this.queue(line);
  }

  /** Takes a job out that waits: its message is of no use any more. Does nothing when it does not wait. */
  giveUp(job: InflationJob): void {
    const line = this.lines.get(job.source);
    if (line === undefined || (line.first !== job && job.previousJob === undefined)) return;
    this.remove(line, job);
  }

  /**
   * A job that had begun is done.
   *
   * @param pauseMs how long its source has to wait before another begins; 0 for not at all
   */
  leave(source: object, pauseMs: number): void {
    this.running -= 1;
    if (pauseMs > 0) this.pause(source, pauseMs);
    this.beginNext();
  }

  private begin(job: InflationJob): void {
    this.running += 1;
    job.inflate();
  }

  private beginNext(): void {
    while (this.running < this.maxRunning) {
      const job = this.next();
      if (job === undefined) return;
      this.begin(job);
    }
  }

  private pause(source: object, ms: number): void {
    const line = this.lines.get(source) ?? new Line();
    if (line.isPaused) return;
    line.isPaused = true;
    this.lines.set(source, line);
    const timer: unknown = setTimeout(() => {
      line.isPaused = false;
      if (line.first === undefined) this.lines.delete(source);
      else this.queue(line);
      this.beginNext();
    }, ms);
    // Holds no process: what waits has a socket that does.
    (timer as { unref?(): void }).unref?.();
  }

  private next(): InflationJob | undefined {
    for (;;) {
      const line = this.firstLine;
      if (line === undefined) return undefined;
      this.firstLine = line.next;
      if (this.firstLine === undefined) this.lastLine = undefined;
      line.next = undefined;
      line.isInTurn = false;
      const job = line.first;
      if (job === undefined || line.isPaused) continue;
      this.remove(line, job);
      if (line.first !== undefined) this.queue(line);
      return job;
    }
  }

  private queue(line: Line): void {
    if (line.isInTurn || line.isPaused) return;
    line.isInTurn = true;
    if (this.lastLine === undefined) this.firstLine = line;
    else this.lastLine.next = line;
    this.lastLine = line;
  }

  private remove(line: Line, job: InflationJob): void {
    const { previousJob: previous, nextJob: next } = job;
    if (previous === undefined) line.first = next;
    else previous.nextJob = next;
    if (next === undefined) line.last = previous;
    else next.previousJob = previous;
    job.previousJob = undefined;
    job.nextJob = undefined;
    if (line.first === undefined && !line.isPaused) this.lines.delete(job.source);
  }
}

/** The most messages that are inflated at a time: as many as Node's pool has threads. */
const MOST_RUNNING = 4;

/** The parts of Node that other platforms lack. */
const node = globalThis as {
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly process?: {
    getBuiltinModule?(name: "node:os"): { availableParallelism(): number };
  };
};

function processors(): number {
  return (
    node.navigator?.hardwareConcurrency ??
    node.process?.getBuiltinModule?.("node:os").availableParallelism() ??
    MOST_RUNNING
  );
}

/** The process's gate. It leaves one processor to all else. */
export const inflationGate: InflationGate = /*@__PURE__*/ new InflationGate(
  Math.min(Math.max(processors() - 1, 1), MOST_RUNNING),
);
