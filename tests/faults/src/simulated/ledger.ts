/** What is known of one call. */
export interface CallRecord {
  readonly id: number;
  readonly kind: string;
  readonly startedMs: number;
  /** Simulated time; Infinity for a call without a deadline. */
  readonly deadlineMs: number;
  /** The client gives the call up by itself at some time. */
  readonly mayCancel: boolean;
  /** How long its reader takes for each response: it learns of the end that much later. */
  readonly readMs: number;
  executions: number;
  /** How the client saw it end: "OK", a status code, or undefined while it runs. */
  outcome: string | undefined;
  /** The error's text; empty for OK. */
  message: string;
  endedMs: number;
  /** When the client ended and when it was acknowledged, in one count of events; -1 for never. */
  endedAt: number;
  acknowledgedAt: number;
  /** The same in time; -1 for never. */
  acknowledgedMs: number;
  /** Why a response of a call that ended with OK is wrong. */
  wrong: string | undefined;
}

/** What is known before a call begins. */
export type PlannedCall = Pick<
  CallRecord,
  "kind" | "startedMs" | "deadlineMs" | "mayCancel" | "readMs"
>;

/** Something that does not hold, and when it happened, in milliseconds. */
export interface Violation {
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a ledger is to hold calls to. */
export interface Demands {
  /** How much later than its deadline a call may end. */
  readonly latenessMs: number;
  /** Whether a call may fail because its server is not reached. */
  readonly mayBeUnavailable: boolean;
}

/** The books of a run: each call with its outcome, its executions, and its acknowledgment. */
export class Ledger {
  readonly calls: CallRecord[];
  private events: number;

  constructor() {
    this.calls = [];
    this.events = 0;
  }

  get unsettled(): number {
    return this.calls.filter(({ outcome }) => outcome === undefined).length;
  }

  begin(planned: PlannedCall): CallRecord {
    const record: CallRecord = {
      id: this.calls.length,
      ...planned,
      executions: 0,
      outcome: undefined,
      message: "",
      endedMs: -1,
      endedAt: -1,
      acknowledgedAt: -1,
      acknowledgedMs: -1,
      wrong: undefined,
    };
    this.calls.push(record);
    return record;
  }

  /** A handler begins to run for a call. */
  executed(id: number): void {
    (this.calls[id] as CallRecord).executions += 1;
  }

  /** The client's socket is about to read the end of the trailers that say OK. */
  acknowledged(id: number, atMs: number): void {
    const record = this.calls[id] as CallRecord;
    if (record.acknowledgedAt >= 0) return;
    record.acknowledgedAt = this.events++;
    record.acknowledgedMs = atMs;
  }

  ended(record: CallRecord, outcome: string, message: string, atMs: number): void {
    record.outcome = outcome;
    record.message = message;
    record.endedMs = atMs;
    record.endedAt = this.events++;
  }

  /** Counts calls by their outcome. */
  outcomes(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { outcome } of this.calls) {
      const name = outcome ?? "none";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** Returns what does not hold. */
  violations(demands: Demands): Violation[] {
    return this.calls.flatMap((record) => violationsOf(record, demands));
  }
}

function violationsOf(record: CallRecord, demands: Demands): Violation[] {
  const { id, kind, outcome, executions, deadlineMs, endedMs, startedMs } = record;
  const found: Violation[] = [];
  const add = (what: string): void => {
    found.push({
      what: `call ${id} (${kind}, from ${startedMs.toFixed(1)} ms): ${what}`,
      fromMs: startedMs,
      toMs: endedMs < 0 ? Infinity : endedMs,
    });
  };
  if (outcome === undefined) add("has no outcome");
  if (executions > 1) add(`was run ${executions} times`);
  if (outcome === "OK" && executions !== 1) add(`ended with OK, but was run ${executions} times`);
  if (record.wrong !== undefined) add(`has a wrong response: ${record.wrong}`);
  // A slow reader reads, after the deadline, what had come before it, and only then how its call ended.
  const latestMs =
    record.readMs > 0 && outcome !== "DEADLINE_EXCEEDED"
      ? Infinity
      : deadlineMs + demands.latenessMs + record.readMs;
  if (outcome !== undefined && endedMs > latestMs) {
    add(`ended with ${outcome} ${(endedMs - deadlineMs).toFixed(1)} ms after its deadline`);
  }
  // A slow reader may learn later that its call had ended before the OK came.
  const hadEnded = record.readMs > 0 && (record.acknowledgedMs >= deadlineMs || record.mayCancel);
  const wasAcknowledged =
    record.acknowledgedAt >= 0 && record.acknowledgedAt < record.endedAt && !hadEnded;
  if (wasAcknowledged && outcome !== "OK" && outcome !== "abandoned") {
    add(`ended with ${String(outcome)} at ${endedMs.toFixed(3)} ms, after its OK had come`);
  }
  if (outcome === "UNAVAILABLE" && !demands.mayBeUnavailable) {
    add(`ended with UNAVAILABLE where nothing but drains happened: ${record.message}`);
  }
  return found;
}
