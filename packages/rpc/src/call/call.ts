import type { AnyMethodType } from "@tramline/protobuf";
import { monotonicNowMs } from "../deadline/clock.ts";
import { formatTimeout, roundUpTimeout } from "../deadline/grpc-timeout.ts";
import { type FieldSink, Metadata, writeMetadata } from "../metadata/metadata.ts";
import type { AttemptStart, ClientCallObserver } from "../observe/client-observer.ts";
import type { ReplayBudget } from "../retry/replay-budget.ts";
import type { ReplayBuffer } from "../retry/replay-buffer.ts";
import type { CallRetries, RetriedCall } from "../retry/retry-plan.ts";
import type { CallCredentials } from "../service/call-credentials.ts";
import type { CallOptions } from "../service/call-options.ts";
import type { ServerContext } from "../service/server-context.ts";
import { type FailedAttempt, type FailedCall, StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";
import type { Attempt, AttemptHandler, AttemptOwner, AttemptStarter } from "./attempt.ts";
import { endedBy } from "./context-carrier.ts";
import { TimedCall } from "./timed-call.ts";

/** The text of a call whose deadline has passed. */
export const NO_RESPONSE = "no response in time";

/** So many failed attempts a call remembers, the last ones. */
const MAX_EARLIER = 5;

const FIRST_ATTEMPT: AttemptStart = Object.freeze({ kind: "first", previousAttempts: 0 });

/** Collects the fields of one call's metadata. */
class FieldList implements FieldSink {
  fields: string[] = [];

  field(name: string, value: string): void {
    this.fields.push(name, value);
  }
}

/**
 * A call as a user made it, with its deadline, its cancellation, and its metadata. It owns its attempts:
 * starts one, hears from it, tries again where that is right (`retry/`), and tells the user; the two
 * subclasses differ in what the user holds, a promise or streams.
 */
export abstract class Call<I, O>
  extends TimedCall
  implements AttemptHandler<O>, AttemptOwner<I, O>, RetriedCall
{
  /** The method that is called. */
  readonly method: AnyMethodType;
  /** The options that the caller has set. */
  readonly options: CallOptions;
  /** The last attempt. */
  attempt: Attempt<I, O> | undefined;
  private starter: AttemptStarter<I, O> | undefined;
  /** Only where an attempt has failed and another one may follow. */
  private retries: CallRetries | undefined;
  /** The failures of attempts that were followed by another. */
  private earlier: readonly FailedAttempt[] | undefined;
  /** The last word has been said: nothing is sent, nothing reaches the user any more. */
  isOver: boolean;
  /** How often the call has left. */
  private attempts: number;

  constructor(method: AnyMethodType, options: CallOptions) {
    super();
    this.method = method;
    this.options = options;
    this.attempt = undefined;
    this.starter = undefined;
    this.retries = undefined;
    this.earlier = undefined;
    this.isOver = false;
    this.attempts = 0;
  }

  /** Whether received messages are handed over as the user asks for them. */
  abstract get isStreaming(): boolean;
  /** How many messages are to be handed over as soon as they are there. */
  abstract get wantedMessages(): number;
  /** The stream is open: sends the request, or what the user has sent so far. */
  abstract onOpen(): void;
  /** Whether everything that was sent can be sent again. */
  abstract readonly isRepeatable: boolean;
  /** Prepares to send everything again on the next attempt. */
  abstract rewind(): void;
  /** Takes a message that was requested. */
  abstract onMessage(message: O): void;
  /** The attempt takes more messages. */
  abstract onSendReady(): void;
  /** Tells the user the end. Called once, with undefined for OK. */
  protected abstract settle(error: StatusError | undefined): void;

  /** The observer of the call; undefined without any. */
  get observer(): ClientCallObserver | undefined {
    return undefined;
  }

  /** The place of the next attempt among those of the call. */
  get attemptStart(): AttemptStart {
    const { retries } = this;
    if (retries === undefined) return FIRST_ATTEMPT;
    const { isTransparent, previousAttempts } = retries;
    return { kind: isTransparent ? "transparent" : "retry", previousAttempts };
  }

  /** Whether the call waits for a connection; undefined: as the channel's configuration says. */
  get waitForReady(): boolean | undefined {
    return this.options.waitForReady;
  }

  /** The largest response message in bytes after decompression; undefined: the channel's limit. */
  get maxReceiveBytes(): number | undefined {
    return this.options.maxReceiveBytes;
  }

  /** The name of the compression of requests; undefined: the channel's. */
  get compression(): string | undefined {
    return this.options.compression;
  }

  /** The call's own credentials, beside the channel's; undefined for none. */
  get callCredentials(): CallCredentials | undefined {
    return this.options.callCredentials;
  }

  /** Begins. May end the call before it returns. */
  start(starter: AttemptStarter<I, O>): void {
    const { options } = this;
    const error = this.setDeadline(options, starter.timeoutMs);
    if (error !== undefined) {
      this.abort(error);
      return;
    }
    const aborted = this.watchSignals(options);
    if (aborted !== undefined) {
      this.onAbort(aborted.reason);
      return;
    }
    this.launch(starter);
  }

  /** Makes the first attempt. */
  protected launch(starter: AttemptStarter<I, O>): void {
    this.starter = starter;
    starter.start(this, this, false);
  }

  /** Bounds what is kept of the requests; undefined before the first attempt. */
  protected get replayBudget(): ReplayBudget | undefined {
    return this.starter?.retryPlan?.budget;
  }

  /** Makes the next attempt, with fields of its own when time has passed since the call was made. */
  startAttempt(wasDelayed: boolean): void {
    this.starter?.start(this, this, wasDelayed);
  }

  /** A signal of the user's was aborted. */
  override onAbort(reason: unknown): void {
    const error = cancellation(reason, this.options.context);
    this.abort(error.code === "DEADLINE_EXCEEDED" ? this.nameWait(error) : error);
  }

  /** Ends the call from this side: the attempt is given up, the user hears `error`. */
  abort(error: StatusError): void {
    if (this.isOver) return;
    this.attempt?.cancel(error);
    this.finish(this.describe(error));
  }

  /** Ends the call with DEADLINE_EXCEEDED. */
  override expire(): void {
    this.abort(this.nameWait(new StatusError("DEADLINE_EXCEEDED", NO_RESPONSE)));
  }

  /** The error of a deadline, with the reason why the call was not sent, or was sent late. */
  private nameWait(error: StatusError): StatusError {
    const { attempt, retries } = this;
    const waitsFor = retries?.waitsFor ?? attempt?.waitsFor;
    if (waitsFor !== undefined) return late(`the time passed ${waitsFor}`, error);
    const waited = attempt?.waited;
    return waited === undefined ? error : late(`${error.rawMessage}; ${waited}`, error);
  }

  /** Ends the call if its deadline has passed; returns whether it has ended. */
  expireIfLate(): boolean {
    if (this.deadlineMs > monotonicNowMs()) return false;
    this.expire();
    return true;
  }

  /** The messages that earlier attempts have sent; undefined when there are none. */
  get replay(): ReplayBuffer | undefined {
    return undefined;
  }

  /** Where to keep a message that may have to be sent again; undefined when it need not be kept. */
  keepMessages(): ReplayBuffer | undefined {
    return undefined;
  }

  /** Returns the fields of this call, such as `grpc-timeout` and metadata: name, value, name, value, … */
  openingFields(wasDelayed: boolean): string[] {
    this.attempts += 1;
    const { metadata } = this.options;
    let fields: string[] = [];
    if (metadata !== undefined) {
      const list = new FieldList();
      writeMetadata(metadata, list);
      fields = list.fields;
    }
    if (this.deadlineMs !== Infinity) {
      fields.push("grpc-timeout", formatTimeout(this.remainingMs(wasDelayed)));
    }
    const { retries } = this;
    if (retries !== undefined && retries.previousAttempts > 0) {
      fields.push("grpc-previous-rpc-attempts", `${retries.previousAttempts}`);
    }
    return fields;
  }

  /** The timeout that the server hears of. */
  protected remainingMs(wasDelayed: boolean): number {
    const { ownTimeoutMs } = this;
    if (ownTimeoutMs >= 0 && !wasDelayed) return ownTimeoutMs;
    const remainingMs = roundUpTimeout(this.deadlineMs - monotonicNowMs());
    return ownTimeoutMs >= 0 && remainingMs > ownTimeoutMs ? ownTimeoutMs : remainingMs;
  }

  /** Takes the response's metadata. */
  onHeaders(fields: readonly string[]): void {
    const { onHeaders } = this.options;
    if (onHeaders !== undefined && !this.isOver) this.tell(onHeaders, Metadata.fromFields(fields));
  }

  /** A listener of the user's that throws ends the call, and nothing else. */
  private tell(listener: (metadata: Metadata) => void, metadata: Metadata): void {
    try {
      listener(metadata);
    } catch (error) {
      this.abort(StatusError.from(error));
    }
  }

  /** Ends the call with OK. */
  onSuccess(trailers: readonly string[]): void {
    if (this.isOver) return;
    this.starter?.retryPlan?.throttle?.onSuccess();
    const { onTrailers } = this.options;
    if (onTrailers !== undefined) this.tell(onTrailers, Metadata.fromFields(trailers));
    if (!this.isOver) this.finish(undefined);
  }

  /** Ends the call with this error, or makes another attempt where the policy permits. */
  onFailure(reported: StatusError): void {
    if (this.isOver || this.triesAgain(reported)) return;
    const error = this.isLate(reported) ? givenUp(reported) : reported;
    const { onTrailers } = this.options;
    if (onTrailers !== undefined) this.tell(onTrailers, error.metadata);
    if (!this.isOver) this.finish(this.describe(error));
  }

  /** Whether the call goes on with another attempt. */
  private triesAgain(error: StatusError): boolean {
    const { attempt, starter } = this;
    if (attempt === undefined || starter === undefined) return false;
    const { progress } = attempt;
    if (progress === "committed" || progress === "final") return false;
    const plan = starter.retryPlan;
    if (plan === undefined || (progress === "tried" && plan.retryPolicy === undefined))
      return false;
    this.retries ??= plan.begin(this);
    const before = this.earlier;
    const failed = { peer: attempt.peer, message: error.message };
    this.earlier = before === undefined ? [failed] : [...before.slice(1 - MAX_EARLIER), failed];
    if (this.retries.tryAgain(error, progress)) return true;
    this.earlier = before;
    return false;
  }

  /**
   * Whether the server gave the call up when its time was over. It knows the deadline: it may come
   * to the end of it a moment before our timer does, and can say no more than CANCEL in a reset.
   */
  private isLate(error: StatusError): boolean {
    return error.code === "CANCELLED" && monotonicNowMs() >= this.deadlineMs;
  }

  private finish(error: StatusError | undefined): void {
    this.isOver = true;
    this.retries?.stop();
    this.stopWaiting();
    this.settle(error);
  }

  /** The caller's number of milliseconds, and how many of them have passed. */
  private describeTime(): Pick<FailedCall, "timeoutMs" | "elapsedMs"> {
    const { ownTimeoutMs: timeoutMs, deadlineMs } = this;
    if (timeoutMs < 0) return {};
    return { timeoutMs, elapsedMs: Math.round(timeoutMs - (deadlineMs - monotonicNowMs())) };
  }

  /** The error with what is known of the call: its method, its server, its time, its attempts. */
  protected describe(error: StatusError): StatusError {
    if (error.call !== undefined) return error;
    const call = {
      method: this.method.path,
      peer: this.attempt?.peer,
      attempts: this.attempts,
      ...(this.earlier !== undefined && { earlier: this.earlier }),
      ...this.describeTime(),
    };
    const { details, metadata, cause } = error;
    return withoutStack(
      () => new StatusError(error.code, error.rawMessage, { details, metadata, cause, call }),
    );
  }
}

function late(text: string, { cause }: StatusError): StatusError {
  return new StatusError("DEADLINE_EXCEEDED", text, { cause });
}

function givenUp(cause: StatusError): StatusError {
  const { metadata } = cause;
  const text = "the server gave the call up when its time was over";
  return withoutStack(() => new StatusError("DEADLINE_EXCEEDED", text, { metadata, cause }));
}

/**
 * The error of a call whose signal was aborted: a deadline's signal means DEADLINE_EXCEEDED.
 *
 * @param parent the server call on whose behalf the call is made, whose signal may be the one
 */
export function cancellation(reason: unknown, parent?: ServerContext | null): StatusError {
  if (reason instanceof StatusError) return endedBy(reason, parent);
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  return isTimeout
    ? new StatusError("DEADLINE_EXCEEDED", "the signal's time is up", { cause: reason })
    : new StatusError("CANCELLED", "the call was cancelled", { cause: reason });
}
