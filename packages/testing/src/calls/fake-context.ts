import type { AnyMethodType } from "@tramline/protobuf";
import { serviceType, unary } from "@tramline/protobuf/codegen/v1";
import { Empty, file_google_protobuf_empty } from "@tramline/protobuf/wkt/empty";
import {
  type AuthInfo,
  type ContextKey,
  createAbortSource,
  Metadata,
  type MetadataInit,
  monotonicNowMs,
  type ServerContext,
  StatusError,
  wallClockFromMonotonic,
} from "@tramline/rpc";
import { checkOptions } from "./call-arguments.ts";

const { methods } = serviceType("tramline.testing.Fake", file_google_protobuf_empty, {
  call: unary("Call", Empty, Empty),
});

const OPTIONS = ["method", "metadata", "timeoutMs", "peer", "authInfo"];

/** The parts of a call that a handler under test is to see. */
export interface FakeContextOptions {
  /** The method called, such as `OrderService.methods.getOrder`. Default: one of no consequence. */
  readonly method?: AnyMethodType | undefined;
  /** The request's metadata. Default: none. */
  readonly metadata?: MetadataInit | undefined;
  /** Milliseconds until the deadline; its passing does not cancel by itself. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** The caller's address. Default `"127.0.0.1:50000"`. */
  readonly peer?: string | undefined;
  /** The identity that the caller has proven. Default: none. */
  readonly authInfo?: AuthInfo | undefined;
}

/** A handler's context without a call: what the handler does with it can be looked at. */
export interface FakeContext extends ServerContext {
  /** Whether the handler has called `sendHeaders`. */
  readonly headersSent: boolean;
  /**
   * Cancels the call: aborts `signal`. Does nothing the second time.
   *
   * @param error the signal's reason. Default: CANCELLED
   */
  cancel(error?: StatusError): void;
}

class TestContext implements FakeContext {
  readonly method: AnyMethodType;
  readonly metadata: Metadata;
  readonly responseHeaders: Metadata;
  readonly responseTrailers: Metadata;
  readonly deadlineMs: number;
  readonly peer: string;
  readonly authInfo: AuthInfo | undefined;
  readonly codec: string;
  compression: string;
  compress: boolean;
  headersSent: boolean;
  private readonly source: ReturnType<typeof createAbortSource>;
  private readonly values: Map<unknown, unknown>;

  constructor(options: FakeContextOptions) {
    this.method = options.method ?? methods.call;
    this.metadata = new Metadata(options.metadata);
    this.responseHeaders = new Metadata();
    this.responseTrailers = new Metadata();
    this.deadlineMs = monotonicNowMs() + (options.timeoutMs ?? Infinity);
    this.peer = options.peer ?? "127.0.0.1:50000";
    this.authInfo = options.authInfo;
    this.codec = "proto";
    this.compression = "identity";
    this.compress = true;
    this.headersSent = false;
    this.source = createAbortSource();
    this.values = new Map();
  }

  get signal(): AbortSignal {
    return this.source.signal;
  }

  get cancelled(): boolean {
    return this.source.signal.aborted;
  }

  get deadline(): Date | undefined {
    return wallClockFromMonotonic(this.deadlineMs);
  }

  get timeRemainingMs(): number {
    return Math.max(0, this.deadlineMs - monotonicNowMs());
  }

  get<T>(key: ContextKey<T>): T | undefined {
    return this.values.has(key) ? (this.values.get(key) as T) : key.defaultValue;
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.values.set(key, value);
  }

  sendHeaders(): void {
    if (this.headersSent) {
      throw new StatusError("INTERNAL", "the response headers have been sent already");
    }
    this.headersSent = true;
    this.responseHeaders.seal();
  }

  cancel(error = new StatusError("CANCELLED", "the call was cancelled")): void {
    this.source.abort(error);
  }
}

/**
 * Makes a context to call a handler with, in a test of the handler alone:
 *
 * ```ts
 * const context = fakeContext({ metadata: { authorization: "sesame" }, timeoutMs: 500 });
 * context.set(userKey, ada);
 * const order = await getOrder(GetOrderRequest.create({ id: "7" }), context);
 * ```
 *
 * @throws TypeError for an option that does not exist, and MetadataError for invalid metadata
 */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  checkOptions("fakeContext", options, OPTIONS);
  return new TestContext(options);
}
