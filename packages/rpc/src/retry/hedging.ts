import type { Attempt, AttemptHandler, AttemptOwner } from "../call/attempt.ts";
import { monotonicNowMs } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptProgress } from "./attempt-progress.ts";
import { HedgedAttempt, type HedgeSource } from "./hedged-attempt.ts";
import { HedgedRequests } from "./hedged-requests.ts";
import { readPushback } from "./pushback.ts";
import type { HedgingPolicy, RetryPlan } from "./retry-plan.ts";

/**
 * Several attempts at one call that run beside each other (gRFC A6): another one begins after each delay,
 * and at once when one has failed with a code that is not fatal. The first whose response begins wins, and
 * the others are cancelled. To the call it is one attempt.
 */
export class Hedging<I, O> extends DeadlineEntry implements Attempt<I, O> {
  /** The call that is hedged. @internal */
  readonly call: AttemptHandler<O>;
  /** Starts attempts and encodes requests. @internal */
  readonly source: HedgeSource<I, O>;
  /** How the call is tried again. @internal */
  readonly plan: RetryPlan;
  /** The attempt that the call goes on with. @internal */
  winner: HedgedAttempt<I, O> | undefined;
  /** Its failures are the call's: it has tried again itself. */
  readonly progress: AttemptProgress;
  private readonly policy: HedgingPolicy;
  private readonly requests: HedgedRequests<I, O>;
  /** Those that have begun and not failed, in the order of their beginnings. */
  private underWay: HedgedAttempt<I, O>[];
  private started: number;
  private isWaiting: boolean;
  /** No further attempt begins. */
  private isEnough: boolean;
  /** The call has heard that it may send. */
  private isOpen: boolean;
  private isReadyWanted: boolean;

  constructor(
    call: AttemptHandler<O>,
    source: HedgeSource<I, O>,
    plan: RetryPlan,
    policy: HedgingPolicy,
  ) {
    super();
    this.call = call;
    this.source = source;
    this.plan = plan;
    this.winner = undefined;
    this.progress = "final";
    this.policy = policy;
    this.requests = new HedgedRequests(plan.budget);
    this.underWay = [];
    this.started = 0;
    this.isWaiting = false;
    this.isEnough = false;
    this.isOpen = false;
    this.isReadyWanted = false;
  }

  /** Begins. The call may be over before this returns. */
  start(owner: AttemptOwner<I, O>): void {
    owner.attempt = this;
    this.startNext();
  }

  // --- further attempts ---------------------------------------------------------------------------------

  private get mayStart(): boolean {
    if (this.isEnough || this.started >= this.policy.maxAttempts) return false;
    return this.started === 0 || this.plan.throttle?.allows !== false;
  }

  private startNext(): void {
    const { hedgingDelayMs } = this.policy;
    while (this.mayStart) {
      const attempt = new HedgedAttempt(this, this.started);
      this.started += 1;
      this.underWay.push(attempt);
      if (hedgingDelayMs > 0) this.wait(hedgingDelayMs);
      attempt.start();
      if (hedgingDelayMs > 0) return;
    }
  }

  private wait(delayMs: number): void {
    if (!this.mayStart) return;
    this.isWaiting = true;
    this.plan.waits.add(this, monotonicNowMs() + delayMs);
  }

  private stopWaiting(): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.plan.waits.remove(this);
  }

  /** The delay is over: another attempt begins. */
  override expire(): void {
    this.stopWaiting();
    this.startNext();
  }

  /** No further attempt begins. */
  private end(): void {
    this.isEnough = true;
    this.stopWaiting();
  }

  // --- what attempts report -------------------------------------------------------------------------------

  /** The attempt's stream is open: it is sent everything. @internal */
  onAttemptOpen(attempt: HedgedAttempt<I, O>): void {
    if (this.isOpen) {
      if (this.requests.isOverfull) this.commit(attempt);
      this.requests.sendTo(attempt);
    } else {
      this.isOpen = true;
      this.call.onOpen();
    }
  }

  /** The attempt takes more. @internal */
  onAttemptReady(attempt: HedgedAttempt<I, O>): void {
    this.requests.sendTo(attempt);
    if (!this.isReadyWanted || !this.isWritable) return;
    this.isReadyWanted = false;
    this.call.onSendReady();
  }

  /** The attempt's response has begun: the others are canceled. @internal */
  commit(attempt: HedgedAttempt<I, O>): void {
    if (this.winner !== undefined) return;
    this.winner = attempt;
    this.end();
    for (const other of this.underWay.splice(0)) if (other !== attempt) other.cancel();
    this.underWay.push(attempt);
    this.requests.keepFor(attempt);
  }

  /** The attempt has failed before its response began. @internal */
  onAttemptFailed(attempt: HedgedAttempt<I, O>, error: StatusError): void {
    const { policy, plan } = this;
    this.underWay = this.underWay.filter((other) => other !== attempt);
    const isFinal = attempt.attempt?.progress === "final";
    const isFatal = !policy.nonFatalCodes.has(error.code) && !isFinal;
    const pushbackMs = readPushback(error.metadata);
    if (!isFinal && (!isFatal || pushbackMs === -1)) plan.throttle?.onFailure();
    if (isFatal) {
      this.cancel(error);
      this.call.onFailure(error);
      return;
    }
    if (isFinal || pushbackMs === -1) {
      this.end();
    } else {
      this.stopWaiting();
      if (pushbackMs === undefined) this.startNext();
      else this.wait(pushbackMs);
    }
    if (this.underWay.length > 0 || this.isWaiting || this.winner !== undefined) return;
    this.end();
    this.requests.drop();
    this.call.onFailure(error);
  }

  // --- what the call does with its attempt --------------------------------------------------------------------

  /** Whether a sender should go on. */
  get isWritable(): boolean {
    return this.underWay.some(
      (one) => one.attempt?.isWritable === true && this.requests.isSentTo(one),
    );
  }

  /** Asks for one `onSendReady`. */
  awaitReady(): void {
    this.isReadyWanted = true;
    for (const one of this.underWay) if (one.isOpen) one.attempt?.awaitReady();
  }

  /** Sends a message on all attempts. Throws StatusError when it cannot be encoded or is too large. */
  send(message: I, isLast: boolean, compress: boolean): void {
    const encoded = this.source.encode(message);
    if (!this.requests.add({ encoded, compress, isLast })) this.commitFurthest();
    this.sendToAll();
  }

  /** No message follows, on any attempt. */
  halfClose(): void {
    this.requests.isClosed = true;
    this.sendToAll();
  }

  /** The requests exceed the bound: the call goes on with the attempt that has been sent most. */
  private commitFurthest(): void {
    const open = this.underWay.filter((one) => one.isOpen);
    const furthest = open.toSorted((one, other) => other.sent - one.sent)[0];
    if (furthest !== undefined) this.commit(furthest);
  }

  private sendToAll(): void {
    for (const one of [...this.underWay]) if (one.isOpen) this.requests.sendTo(one);
  }

  /** Cancels all attempts. */
  cancel(reason?: StatusError): void {
    this.end();
    this.requests.drop();
    if (this.winner === undefined) for (const one of this.underWay.splice(0)) one.cancel(reason);
    else this.winner.cancel(reason);
  }

  private get shown(): Attempt<I, O> | undefined {
    return (this.winner ?? this.underWay.find((one) => one.isOpen) ?? this.underWay[0])?.attempt;
  }

  /** The address of the server of the winner, or of the last attempt. */
  get peer(): string | undefined {
    return this.shown?.peer;
  }

  /** The reason why no attempt has been sent yet: half a sentence for an error. */
  get waitsFor(): string | undefined {
    return this.shown?.waitsFor;
  }

  /** How long it waited for a limit of the server: half a sentence for an error. */
  get waited(): string | undefined {
    return this.shown?.waited;
  }

  /** Takes the winner's next message; undefined if there is none. */
  pull(): O | undefined {
    return this.winner?.attempt?.pull();
  }

  /** Takes messages of the winner that are available now. */
  pullRun(into: (O | undefined)[]): number {
    return this.winner?.attempt?.pullRun?.(into) ?? 0;
  }

  /** Whether the winner has messages that have not been handed over. */
  get hasMessages(): boolean {
    return this.winner?.attempt?.hasMessages === true;
  }
}
