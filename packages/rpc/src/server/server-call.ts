import type { CarriedContext } from "../call/context-carrier.ts";
import { deadlines } from "../call/deadlines.ts";
import { MessageQueue, type MessageQueueOwner } from "../call/message-queue.ts";
import { monotonicNowMs } from "../deadline/clock.ts";
import type { ReceivedFields } from "../exchange/exchange.ts";
import type { MessageSource } from "../framing/message-run.ts";
import { type EndListener, tellEnd } from "../interceptor/call-end.ts";
import type { InterceptedResult } from "../interceptor/interceptor.ts";
import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";
import { CallContext } from "./call-context.ts";
import type { CallHost } from "./call-host.ts";
import { adoptResult, interceptCall } from "./intercept-call.ts";
import { isThenable, type ResponseOutlet, ResponsePump } from "./response-pump.ts";
import type { ServedMethod } from "./served-method.ts";
import { SingleResponses } from "./single-responses.ts";

/** A shorter timeout has passed when the request arrives, however fast the network. */
const SHORTEST_TIMEOUT_MS = 0.001;
/** Below this, a handler that responds at once may have let the deadline pass. */
const SHORT_TIMEOUT_MS = 1000;

/**
 * The core of a call on the server: runs the handler, with interceptors and a deadline, and pumps its
 * responses. A protocol extends it, so that a call is one object: it hands over requests
 * (`takeRequest`, `endRequests`), and sends what the core says (the abstract methods). The core sees
 * messages and statuses, and neither fields nor bytes.
 */
export abstract class ServerCall
  extends CallContext
  implements MessageQueueOwner<unknown>, ResponseOutlet, CarriedContext
{
  private request: unknown;
  private hasRequest: boolean;
  /** Where the method takes a stream of requests. */
  protected requests: MessageQueue<unknown> | undefined;
  protected pump: ResponsePump | undefined;
  /** Nothing more is sent or taken. */
  protected isOver: boolean;
  /** The handler has returned its response (or thrown). */
  private isAnswered: boolean;
  /** The handler has been called and has not returned. */
  private isRunning: boolean;

  constructor(host: CallHost, served: ServedMethod, section: ReceivedFields, timeoutMs: number) {
    super(host, served, section, timeoutMs);
    this.request = undefined;
    this.hasRequest = false;
    this.requests = undefined;
    this.pump = undefined;
    this.isOver = false;
    this.isAnswered = false;
    this.isRunning = false;
  }

  // --- for the protocol -------------------------------------------------------------------------

  /** The method takes one request, which has not come whole. */
  protected abstract awaitRequest(): void;
  /**
   * Sends one response, behind the headers.
   *
   * @throws StatusError when it cannot be encoded or sent
   */
  protected abstract send(response: unknown): void;
  /**
   * Takes responses that follow at once, `most` at most, and sends them; they may wait for `endRun`.
   *
   * @returns how many it took
   * @throws StatusError when one cannot be encoded or sent; those before it have been sent
   */
  protected abstract sendFrom(source: MessageSource, most: number): number;
  /**
   * Sends the status OK behind all responses, then calls `release`.
   *
   * @throws StatusError when it cannot be sent
   */
  protected abstract sendOk(): void;
  /** Sends a status other than OK, with what headers and trailers were set. Must not throw. */
  protected abstract sendFailure(error: StatusError): void;
  /** The other side has gone away, or our side has been closed below: nothing can be sent. */
  protected abstract get isCutOff(): boolean;
  /** The call is over: nobody reads what the caller still sends. */
  protected abstract stopReceiving(): void;
  abstract get isWritable(): boolean;
  abstract awaitRoom(): void;
  abstract endRun(): void;
  /** The next request that has come, if there is one; see `MessageQueueOwner`. */
  abstract pull(): unknown;
  abstract pullRun(into: unknown[]): number;
  abstract get hasMessages(): boolean;
  abstract onAbandoned(): void;

  /** Begins: a method that takes a stream of requests has its handler run from here on. */
  start(hasEnded: boolean): void {
    if (this.deadlineMs !== Infinity) {
      if (this.timeoutMs < SHORTEST_TIMEOUT_MS) {
        this.expire();
        return;
      }
      deadlines.add(this, this.deadlineMs);
    }
    if (this.served.streamsRequests) {
      this.requests = new MessageQueue(this);
      if (hasEnded) this.requests.end();
      this.run(this.requests);
    } else if (hasEnded) {
      this.endRequests();
    } else {
      this.awaitRequest();
    }
  }

  // --- the request ------------------------------------------------------------------------------

  /** How many requests are to be handed over as soon as they are there. */
  get wantedMessages(): number {
    if (this.isOver) return 0;
    return this.requests === undefined ? 1 : this.requests.wanted;
  }

  /** Takes a request that has come. */
  protected takeRequest(message: unknown): void {
    if (this.requests !== undefined) {
      this.requests.push(message);
    } else if (this.hasRequest) {
      this.cut(unimplemented("more than one request for a method that takes one"));
    } else {
      this.hasRequest = true;
      this.request = message;
    }
  }

  /** No further request comes: a method that takes one has its handler run. */
  protected endRequests(): void {
    if (this.isOver) return;
    if (this.requests !== undefined) {
      this.requests.end();
      return;
    }
    if (!this.hasRequest) {
      this.cut(unimplemented("the request ended without a message"));
      return;
    }
    const { request } = this;
    this.request = undefined;
    this.run(request);
  }

  // --- the handler ------------------------------------------------------------------------------

  protected run(request: unknown): void {
    const { handler, interceptorWay } = this.served;
    let answer: unknown;
    this.isRunning = true;
    try {
      if (interceptorWay !== undefined) {
        interceptCall(interceptorWay, this.served, request, this).then(
          (result) => this.answerWith(result),
          (error: unknown) => this.refuse(error),
        );
        return;
      }
      answer = (handler as NonNullable<typeof handler>)(request, this);
      if (answer instanceof Promise || isThenable(answer)) {
        // A thenable of somebody else's may resolve with another, or throw: a promise takes care of it.
        const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
        promise.then(
          (value: unknown) => {
            this.expireIfLate();
            this.answer(value);
          },
          (error: unknown) => this.refuse(error),
        );
        return;
      }
    } catch (error) {
      this.refuse(error);
      return;
    }
    // Reading the clock costs as much as the rest of a quick handler's call.
    if (this.timeoutMs < SHORT_TIMEOUT_MS) this.expireIfLate();
    this.answer(answer);
  }

  /** The outermost interceptor has returned. */
  private answerWith(result: InterceptedResult): void {
    let response: unknown;
    try {
      response = adoptResult(this, result);
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.expireIfLate();
    this.answer(response);
  }

  private answer(value: unknown): void {
    this.onHandlerDone();
    if (this.isOver) {
      // The response came too late; a generator is left so that its `finally` runs.
      if (this.served.streamsResponses) void this.leaveResponses(value);
      return;
    }
    try {
      if (this.served.streamsResponses) {
        this.pump = new ResponsePump(value, this);
        this.pump.pull();
        return;
      }
      this.send(value);
      this.finish();
    } catch (error) {
      this.refuseAnswer(error);
    }
  }

  get isUnderWay(): boolean {
    return this.isRunning || !this.isOver;
  }

  private onHandlerDone(): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    if (this.isOver) this.host.onOrphanedHandler(-1);
  }

  private async leaveResponses(responses: unknown): Promise<void> {
    this.host.onOrphanedHandler(1);
    await leaveIterable(responses);
    this.host.onOrphanedHandler(-1);
  }

  // --- a stream of responses --------------------------------------------------------------------

  sendResponse(response: unknown): boolean {
    if (!this.canSend()) return false;
    try {
      this.send(response);
      return true;
    } catch (error) {
      this.refuseAnswer(error);
      return false;
    }
  }

  sendRun(source: MessageSource, most: number): number {
    if (!this.canSend()) return -1;
    try {
      return this.sendFrom(source, most);
    } catch (error) {
      this.refuseAnswer(error);
      return -1;
    }
  }

  private canSend(): boolean {
    if (this.isOver) return false;
    if (!this.isCutOff) return true;
    // Without a word from below: a generator must not be pulled for nobody.
    this.endUnheard("the stream is closed", undefined);
    return false;
  }

  onResponsesEnd(): void {
    this.expireIfLate();
    try {
      this.finish();
    } catch (error) {
      this.refuse(error);
    }
  }

  onResponsesError(error: unknown): void {
    this.refuse(error);
  }

  // --- the end ----------------------------------------------------------------------------------

  /** Ends with OK. */
  private finish(): void {
    if (this.isOver) return;
    this.isAnswered = true;
    this.sendOk();
  }

  /** Ends the call if its deadline has passed though its timer has not run yet. */
  private expireIfLate(): void {
    if (this.deadlineMs !== Infinity && monotonicNowMs() >= this.deadlineMs) this.expire();
  }

  override expire(): void {
    if (this.isOver) return;
    const text = "the deadline passed before the response";
    this.cut(withoutStack(() => new StatusError("DEADLINE_EXCEEDED", text)));
  }

  /** Ends with the status of what the handler threw. */
  protected refuse(thrown: unknown): void {
    this.onHandlerDone();
    if (this.isOver) return;
    this.isAnswered = true;
    this.host.onCallEnded();
    const { exposesErrors } = this.host.settings;
    const error = exposesErrors ? StatusError.from(thrown) : StatusError.withoutText(thrown);
    if (error !== thrown) this.host.onHandlerError(thrown, this.method.path);
    this.fail(error);
  }

  /** Ends because the handler's response cannot be sent, of which the operator of the server must hear. */
  protected refuseAnswer(error: unknown): void {
    if (error instanceof StatusError) this.host.onHandlerError(error, this.method.path);
    this.refuse(error);
  }

  /** Ends with a status of our own while the handler may still run: its signal is aborted. */
  protected cut(error: StatusError): void {
    if (!this.isOver) this.fail(error);
  }

  private fail(error: StatusError): void {
    this.adoptLateTrailers();
    this.sendFailure(error);
    this.ending = this.isAnswered ? undefined : error;
    this.host.onCallFailed();
    this.release(error);
  }

  /** Ends where nothing can be sent any more. */
  protected endUnheard(text: string, cause: Error | undefined): void {
    if (this.isOver) return;
    const error = withoutStack(() => new StatusError("CANCELLED", text, { cause }));
    this.ending = error;
    this.host.onCallFailed();
    this.release(error);
  }

  /**
   * Nothing more is sent or taken: lets go of the deadline, the requests, the generator.
   *
   * @param error the status that the call has ended with; undefined for OK
   */
  protected release(error: StatusError | undefined): void {
    this.isOver = true;
    if (this.isRunning) this.host.onOrphanedHandler(1);
    deadlines.remove(this);
    const { ending, requests, pump } = this;
    if (requests !== undefined) {
      // What has come is dropped in either case.
      if (ending === undefined) void requests.return();
      else requests.fail(ending);
    }
    if (pump?.stop(() => this.host.onOrphanedHandler(-1)) === true) this.host.onOrphanedHandler(1);
    if (ending !== undefined) this.controller?.abort(ending);
    const { admission } = this.host.settings;
    if (admission !== undefined && this.served.isLimited) admission.change(-1);
    this.stopReceiving();
    if (this.endListeners !== undefined) this.tellEnd(this.endListeners, error);
  }

  private tellEnd(listeners: readonly EndListener[], error: StatusError | undefined): void {
    const { path } = this.method;
    tellEnd(listeners, error, (thrown) => this.host.onHandlerError(thrown, path));
  }
}

/** The code for a wrong number of messages, on either side (gRPC's doc/statuscodes.md). */
function unimplemented(text: string): StatusError {
  return withoutStack(() => new StatusError("UNIMPLEMENTED", text));
}

/** Errors in leaving reach nobody. */
async function leaveIterable(value: unknown): Promise<void> {
  try {
    const source = value instanceof SingleResponses ? value.source : value;
    const iterable = source as Partial<AsyncIterable<unknown>> | undefined;
    await iterable?.[Symbol.asyncIterator]?.().return?.();
  } catch {
    // As above.
  }
}
