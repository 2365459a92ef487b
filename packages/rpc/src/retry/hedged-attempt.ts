import type { Attempt, AttemptHandler } from "../call/attempt.ts";
import type { AttemptStart, ClientCallObserver } from "../observe/client-observer.ts";
import type { CallCredentials } from "../service/call-credentials.ts";
import type { StatusError } from "../status/status-error.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";
import { Retries } from "./retries.ts";
import type { RetriedCall, RetryPlan } from "./retry-plan.ts";

/** An attempt that can be sent messages which are encoded already. */
export interface HedgeableAttempt<I, O> extends Attempt<I, O> {
  /** Sends a message that is encoded already. */
  sendEncoded(encoded: Uint8Array, compress: boolean, isLast: boolean): void;
}

/** The holder of an attempt that can be hedged. */
export interface HedgeOwner<I, O> {
  /** The attempt under way; undefined before it begins. */
  attempt: HedgeableAttempt<I, O> | undefined;
}

/** Starts attempts at one method, and encodes their requests. */
export interface HedgeSource<I, O> {
  /**
   * Encodes a request, once for all attempts.
   *
   * @throws StatusError when the message cannot be encoded or is larger than allowed
   */
  encode(message: I): Uint8Array;
  /** Makes an attempt and attaches it to the owner. */
  start(handler: AttemptHandler<O>, owner: HedgeOwner<I, O>, wasDelayed: boolean): void;
}

/** The hedging of one call, as its attempts see it. */
export interface HedgeGroup<I, O> {
  readonly call: AttemptHandler<O>;
  readonly source: HedgeSource<I, O>;
  readonly plan: RetryPlan;
  /** The attempt that the call goes on with; the others have been cancelled. */
  readonly winner: HedgedAttempt<I, O> | undefined;
  /** The stream is open: it is to be sent everything. */
  onAttemptOpen(attempt: HedgedAttempt<I, O>): void;
  /** It takes more. */
  onAttemptReady(attempt: HedgedAttempt<I, O>): void;
  /** It is the one whose response has begun. */
  commit(attempt: HedgedAttempt<I, O>): void;
  /** It has failed before its response began. */
  onAttemptFailed(attempt: HedgedAttempt<I, O>, error: StatusError): void;
}

/** One of several attempts at a call that run beside each other. */
export class HedgedAttempt<I, O> implements AttemptHandler<O>, HedgeOwner<I, O>, RetriedCall {
  attempt: HedgeableAttempt<I, O> | undefined;
  /** Of the messages recorded for the call, those that this attempt has been sent. */
  sent: number;
  /** Nothing follows on this attempt. */
  isHalfClosed: boolean;
  isOpen: boolean;
  readonly deadlineMs: number;
  private readonly group: HedgeGroup<I, O>;
  /** Attempts before this one. */
  private readonly previous: number;
  private retries: Retries | undefined;

  constructor(group: HedgeGroup<I, O>, previous: number) {
    this.attempt = undefined;
    this.sent = 0;
    this.isHalfClosed = false;
    this.isOpen = false;
    // The call ends all of them when its time is up.
    this.deadlineMs = Infinity;
    this.group = group;
    this.previous = previous;
    this.retries = undefined;
  }

  start(): void {
    this.startAttempt(this.previous > 0);
  }

  /** @param reason the error that the call ends with; undefined when another attempt has won */
  cancel(reason?: StatusError): void {
    this.retries?.stop();
    this.attempt?.cancel(reason);
  }

  // --- what the attempt reads of its call ----------------------------------------------------------

  get observer(): ClientCallObserver | undefined {
    return this.group.call.observer;
  }

  get attemptStart(): AttemptStart {
    const { previous } = this;
    const kind = this.retries?.isTransparent === true ? "transparent" : "hedge";
    return {
      kind: kind === "hedge" && previous === 0 ? "first" : kind,
      previousAttempts: previous,
    };
  }

  get waitForReady(): boolean | undefined {
    return this.group.call.waitForReady;
  }

  get maxReceiveBytes(): number | undefined {
    return this.group.call.maxReceiveBytes;
  }

  get compression(): string | undefined {
    return this.group.call.compression;
  }

  get callCredentials(): CallCredentials | undefined {
    return this.group.call.callCredentials;
  }

  get isStreaming(): boolean {
    return this.group.call.isStreaming;
  }

  get wantedMessages(): number {
    const { winner, call } = this.group;
    return winner === this ? call.wantedMessages : 0;
  }

  /** Messages are recorded for all attempts together. */
  get replay(): ReplayBuffer | undefined {
    return undefined;
  }

  keepMessages(): ReplayBuffer | undefined {
    return undefined;
  }

  expireIfLate(): boolean {
    return this.group.call.expireIfLate();
  }

  openingFields(wasDelayed: boolean): string[] {
    const fields = this.group.call.openingFields(wasDelayed);
    if (this.previous > 0) fields.push("grpc-previous-rpc-attempts", `${this.previous}`);
    return fields;
  }

  // --- events ---------------------------------------------------------------------------------------

  onOpen(): void {
    this.isOpen = true;
    this.group.onAttemptOpen(this);
  }

  onSendReady(): void {
    this.group.onAttemptReady(this);
  }

  onHeaders(fields: readonly string[]): void {
    this.group.commit(this);
    this.group.call.onHeaders(fields);
  }

  onMessage(message: O): void {
    this.group.call.onMessage(message);
  }

  onSuccess(trailers: readonly string[]): void {
    this.group.commit(this);
    this.group.call.onSuccess(trailers);
  }

  onFailure(error: StatusError): void {
    const { group, attempt } = this;
    const progress = attempt?.progress ?? "tried";
    if (group.winner === this) {
      group.call.onFailure(error);
      return;
    }
    if (progress !== "tried" && progress !== "final") {
      this.retries ??= new Retries(this, group.plan);
      if (this.retries.tryAgain(error, progress)) return;
    }
    group.onAttemptFailed(this, error);
  }

  // --- transparent retries ----------------------------------------------------------------------------

  get isRepeatable(): boolean {
    return this.group.winner === undefined;
  }

  rewind(): void {
    this.isOpen = false;
    this.isHalfClosed = false;
    this.sent = 0;
  }

  startAttempt(wasDelayed: boolean): void {
    this.group.source.start(this, this, wasDelayed);
  }
}
