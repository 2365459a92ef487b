import type {
  AttemptStart,
  ClientCallObserver,
  ClientMethodObserver,
} from "../observe/client-observer.ts";
import type { AttemptProgress } from "../retry/attempt-progress.ts";
import type { ReplayBuffer } from "../retry/replay-buffer.ts";
import type { RetryPlan } from "../retry/retry-plan.ts";
import type { CallCredentials } from "../service/call-credentials.ts";
import type { StatusError } from "../status/status-error.ts";

/** The attempt that carries a call, as the call sees it. */
export interface Attempt<I, O> {
  /** How far the attempt came, which decides whether it may be repeated. */
  readonly progress: AttemptProgress;
  /** Whether a sender should go on; after false, `AttemptHandler.onSendReady` tells when. */
  readonly isWritable: boolean;
  /** The address of the server; undefined before one was picked. */
  readonly peer: string | undefined;
  /** The reason why the attempt has not been sent yet: half a sentence for an error. */
  readonly waitsFor: string | undefined;
  /**
   * The part of the time that passed before the attempt was sent, and the limit of the server that was
   * the reason: half a sentence for an error. Undefined when it did not wait for such a limit.
   */
  readonly waited: string | undefined;
  /**
   * Sends a message. Only after `AttemptHandler.onOpen`.
   *
   * @throws StatusError when the message cannot be encoded or is larger than allowed
   */
  send(message: I, isLast: boolean, compress: boolean): void;
  /** No message follows. */
  halfClose(): void;
  /**
   * Returns the next message that has come. Undefined if there is none: it is handed over by
   * `AttemptHandler.onMessage` when it has come.
   */
  pull(): O | undefined;
  /**
   * Takes messages that are available now, in the order of `pull`. If omitted, they are taken one at a time.
   *
   * @param into receives the messages, from index 0 on
   * @returns the number of messages; after 0, `pull` may still return one
   */
  pullRun?(into: (O | undefined)[]): number;
  /** Whether messages have come that have not been handed over, be the attempt over or not. */
  readonly hasMessages: boolean;
  /** Asks for one `onSendReady`. */
  awaitReady(): void;
  /**
   * Ends the attempt, wherever it stands. Its handler hears no more of it, and messages that have not
   * been handed over are dropped, also when the attempt is over.
   *
   * @param reason the error that the call ends with, for observers
   */
  cancel(reason?: StatusError): void;
}

/** The call of an attempt, as the attempt sees it. Each method must not throw. */
export interface AttemptHandler<O> {
  /** The observer of the call; undefined without any. */
  readonly observer: ClientCallObserver | undefined;
  /** The place of the attempt that is about to begin among those of its call. */
  readonly attemptStart: AttemptStart;
  /** undefined: as the channel's configuration says. */
  readonly waitForReady: boolean | undefined;
  /** Largest message accepted, in bytes after decompression; undefined: the channel's limit. */
  readonly maxReceiveBytes: number | undefined;
  /** Name of the compression for requests; undefined: the channel's. */
  readonly compression: string | undefined;
  /** The call's own credentials, beside the channel's; undefined for none. */
  readonly callCredentials?: CallCredentials | undefined;
  /**
   * Messages are handed over on request. False: there is one at most, which is handed over
   * as soon as it is there, and in any case before the end.
   */
  readonly isStreaming: boolean;
  /** How many messages are to be handed over as soon as they are there. */
  readonly wantedMessages: number;
  /**
   * Ends the call if its deadline has passed: it is not worth sending any more.
   *
   * @returns whether the call has ended
   */
  expireIfLate(): boolean;
  /**
   * The fields of this call beside those of its method: name, value, name, value, …
   *
   * @param wasDelayed whether time has passed since the call was made
   */
  openingFields(wasDelayed: boolean): string[];
  /** The stream is open, its header section sent: messages may follow. */
  onOpen(): void;
  /**
   * The messages that earlier attempts have sent: an attempt sends them first, before `onOpen`. Undefined
   * when there are none, or when the handler itself sends its message again.
   */
  readonly replay: ReplayBuffer | undefined;
  /** Where to keep a message that is sent and not the last one; undefined when nothing needs to be kept. */
  keepMessages(): ReplayBuffer | undefined;
  /** The response's metadata has come: name, value, name, value, … */
  onHeaders(fields: readonly string[]): void;
  /** A requested message has come. */
  onMessage(message: O): void;
  /** The attempt takes more messages, after `awaitReady`. */
  onSendReady(): void;
  /** The server's last word: OK. */
  onSuccess(trailers: readonly string[]): void;
  /**
   * The call is over by the server's status, or by what happened on the way. Called once more for a
   * stream that is over already when a message that came before its end cannot be read.
   */
  onFailure(error: StatusError): void;
}

/** Starts attempts at one method: a channel bound to it. */
export interface AttemptStarter<I, O> {
  /** The observer of the method's calls; undefined without any. */
  readonly observer?: ClientMethodObserver | undefined;
  /** The longest that a call of the method may take, by configuration; undefined for no limit. */
  readonly timeoutMs: number | undefined;
  /** How calls of the method are tried again; undefined: not at all. */
  readonly retryPlan: RetryPlan | undefined;
  /**
   * Makes an attempt, which picks a connection, or waits for one. `onOpen` may be called before this
   * returns.
   *
   * @param wasDelayed whether time has passed since the call was made
   */
  start(handler: AttemptHandler<O>, attach: AttemptOwner<I, O>, wasDelayed: boolean): void;
}

/** The holder of the attempt, set before `onOpen`. */
export interface AttemptOwner<I, O> {
  /** The attempt under way; undefined before the first. */
  attempt: Attempt<I, O> | undefined;
}
