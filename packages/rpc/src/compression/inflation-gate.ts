/** Something that inflates a message when its turn comes. */
export interface InflationJob {
  /** The job behind this one in the line; belongs to the gate. */
  nextJob: InflationJob | undefined;
  /** Whether the message is still of use. A job that is not is passed over. */
  readonly isWanted: boolean;
  /** Begins. Calls `InflationGate.leave` when it is done, which may be before this returns. */
  inflate(): void;
}

/** The default for how many messages are inflated at a time: as many as Node's pool has threads. */
const DEFAULT_MAX_RUNNING = 4;

/**
 * Bounds how many messages of a process are inflated at a time outside of the event loop, as each may
 * take as much memory as the largest message allowed. The others wait in the order in which they came;
 * a call has one message here at a time, so that none waits for more than one message of each other
 * call.
 */
export class InflationGate {
  private readonly maxRunning: number;
  private running: number;
  private first: InflationJob | undefined;
  private last: InflationJob | undefined;

  constructor(maxRunning: number = DEFAULT_MAX_RUNNING) {
    this.maxRunning = maxRunning;
    this.running = 0;
    this.first = undefined;
    this.last = undefined;
  }

  /** Lets a job begin: now, or when those before it have made room. */
  enter(job: InflationJob): void {
    if (this.running < this.maxRunning) {
      this.running += 1;
      job.inflate();
      return;
    }
    if (this.last === undefined) this.first = job;
    else this.last.nextJob = job;
    this.last = job;
  }

  /** A job that had begun is done. */
  leave(): void {
    this.running -= 1;
    while (this.running < this.maxRunning) {
      const job = this.first;
      if (job === undefined) return;
      this.first = job.nextJob;
      if (this.first === undefined) this.last = undefined;
      job.nextJob = undefined;
      if (!job.isWanted) continue;
      this.running += 1;
      job.inflate();
    }
  }
}

/** The process's gate. */
export const inflationGate: InflationGate = new InflationGate();
