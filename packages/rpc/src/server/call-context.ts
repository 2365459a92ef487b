import type { AnyMethodType } from "@tramline/protobuf";
import type { EndWatchable } from "../call/timed-call.ts";
import type { SignalWatch, SignalWatcher } from "../call/watch-ring.ts";
import { identityEncoding } from "../compression/compression-registry.ts";
import { monotonicNowMs, wallClockFromMonotonic } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import type { ReceivedFields } from "../exchange/exchange.ts";
import type { EndListener } from "../interceptor/call-end.ts";
import {
  type ContextKey,
  type ValueMap,
  valueOf,
  withValue,
} from "../interceptor/context-values.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { AuthInfo, ServerContext } from "../service/server-context.ts";
import type { StatusError } from "../status/status-error.ts";
import { CallEndSource } from "./call-end-source.ts";
import type { CallHost } from "./call-host.ts";
import type { ServedMethod } from "./served-method.ts";

/**
 * A call as its handler sees it. A base of `ServerCall` and not an object beside it, so that the
 * context costs a call nothing.
 */
export abstract class CallContext extends DeadlineEntry implements ServerContext, EndWatchable {
  protected readonly host: CallHost;
  protected readonly served: ServedMethod;
  private readonly section: ReceivedFields;
  /** The time that the caller allows, in milliseconds from when the request came; -1 for no limit. */
  protected readonly timeoutMs: number;
  readonly deadlineMs: number;
  /** Why the call is over before the handler was done. */
  protected ending: StatusError | undefined;
  protected controller: CallEndSource | undefined;
  private requestMetadata: Metadata | undefined;
  protected headers: Metadata | undefined;
  /** The response headers have left. */
  protected sentHeaders: boolean;
  protected trailers: Metadata | undefined;
  /** Trailers of an interceptor's own, which it may add to until the response has ended. */
  private lateTrailers: Metadata | undefined;
  protected encoding: string | undefined;
  compress: boolean;
  /** Values that interceptors have set. */
  private values: ValueMap | undefined;
  protected endListeners: EndListener[] | undefined;

  /** @param timeoutMs the time that the caller allows, in milliseconds; -1 for no limit */
  constructor(host: CallHost, served: ServedMethod, section: ReceivedFields, timeoutMs: number) {
    super();
    this.host = host;
    this.served = served;
    this.section = section;
    this.timeoutMs = timeoutMs;
    this.deadlineMs = timeoutMs < 0 ? Infinity : host.lastReceiveMs + timeoutMs;
    this.ending = undefined;
    this.controller = undefined;
    this.requestMetadata = undefined;
    this.headers = undefined;
    this.sentHeaders = false;
    this.trailers = undefined;
    this.lateTrailers = undefined;
    this.encoding = served.compression ?? host.settings.compression;
    this.compress = true;
    this.values = undefined;
    this.endListeners = undefined;
  }

  get<T>(key: ContextKey<T>): T | undefined {
    return valueOf(this.values, key);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.values = withValue(this.values, key, value);
  }

  addEndListener(listener: EndListener): void {
    if (this.endListeners === undefined) this.endListeners = [listener];
    else this.endListeners.push(listener);
  }

  abstract sendHeaders(): void;

  get method(): AnyMethodType {
    return this.served.method;
  }

  get codec(): string {
    return this.served.codec.name;
  }

  get metadata(): Metadata {
    this.requestMetadata ??= Metadata.fromFields(this.section.fields);
    return this.requestMetadata;
  }

  get responseHeaders(): Metadata {
    this.headers ??= this.sentHeaders ? new Metadata().seal() : new Metadata();
    return this.headers;
  }

  get responseTrailers(): Metadata {
    this.trailers ??= new Metadata();
    return this.trailers;
  }

  /** Trailers to send with those of the context. */
  setLateTrailers(trailers: Metadata): void {
    if (trailers !== this.trailers) this.lateTrailers = trailers;
  }

  /** Called when the status is about to leave. */
  protected adoptLateTrailers(): void {
    if (this.lateTrailers === undefined) return;
    this.responseTrailers.merge(this.lateTrailers);
    this.lateTrailers = undefined;
  }

  get signal(): AbortSignal {
    return this.endSource.signal;
  }

  /** Tells a watcher when the call ends before its handler does; the call must not have ended yet. */
  watchEnd(watcher: SignalWatcher): SignalWatch {
    return this.endSource.add(watcher);
  }

  private get endSource(): CallEndSource {
    if (this.controller === undefined) {
      this.controller = new CallEndSource();
      if (this.ending !== undefined) this.controller.abort(this.ending);
    }
    return this.controller;
  }

  get cancelled(): boolean {
    return this.ending !== undefined;
  }

  get deadline(): Date | undefined {
    return wallClockFromMonotonic(this.deadlineMs);
  }

  get timeRemainingMs(): number {
    return Math.max(0, this.deadlineMs - monotonicNowMs());
  }

  get peer(): string {
    return this.host.peer;
  }

  get authInfo(): AuthInfo | undefined {
    return this.host.authInfo;
  }

  get compression(): string {
    return this.encoding ?? identityEncoding;
  }

  set compression(name: string) {
    this.host.settings.compressors.forSending(name);
    this.encoding = name === identityEncoding ? undefined : name;
  }
}
