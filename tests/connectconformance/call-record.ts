import type { MessageInit } from "@tramline/protobuf";
import { type CallOptions, type Metadata, StatusError } from "@tramline/rpc";
import { compressionName } from "./compression-names.ts";
import type {
  ClientCompatRequest,
  ClientResponseResult,
} from "./gen/connectrpc/conformance/v1/client_compat.ts";
import { ConformancePayload } from "./gen/connectrpc/conformance/v1/service.ts";
import { headersOf, metadataOf } from "./headers.ts";

/** What a case's call brings, and when to cancel it. */
export class CallRecord {
  private readonly request: ClientCompatRequest;
  private readonly cancellation: AbortController;
  private readonly payloads: ConformancePayload[];
  private headers: Metadata | undefined;
  private trailers: Metadata | undefined;
  private error: StatusError | undefined;
  private sentRequests: number;

  constructor(request: ClientCompatRequest) {
    this.request = request;
    this.cancellation = new AbortController();
    this.payloads = [];
    this.headers = undefined;
    this.trailers = undefined;
    this.error = undefined;
    this.sentRequests = 0;
  }

  /** The options to make the call with. */
  get options(): CallOptions {
    const { timeoutMs, requestHeaders, messageReceiveLimit, compression, cancel } = this.request;
    return {
      timeoutMs,
      metadata: metadataOf(requestHeaders),
      maxReceiveBytes: messageReceiveLimit === 0 ? undefined : messageReceiveLimit,
      compression: compressionName(compression),
      signal: cancel === undefined ? undefined : this.cancellation.signal,
      onHeaders: (headers) => {
        this.headers = headers;
      },
      onTrailers: (trailers) => {
        this.trailers = trailers;
      },
    };
  }

  /** To be awaited before each request. */
  async beforeRequest(): Promise<void> {
    const { requestDelayMs } = this.request;
    if (requestDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, requestDelayMs));
  }

  /** A request has been sent. */
  countRequest(): void {
    this.sentRequests++;
  }

  /** All requests have been sent; true when the call is cancelled instead of telling the server so. */
  beforeClose(): boolean {
    if (this.request.cancel?.cancelTiming.case !== "beforeCloseSend") return false;
    this.cancellation.abort();
    return true;
  }

  /** The server has been told that no more requests follow. */
  afterClose(): void {
    const timing = this.request.cancel?.cancelTiming;
    if (timing === undefined) return;
    if (timing.case === "afterCloseSendMs" || timing.case === undefined) {
      setTimeout(() => this.cancellation.abort(), timing.value ?? 0);
    }
  }

  /** A response has come. */
  receive(payload: ConformancePayload | undefined): void {
    this.payloads.push(payload ?? ConformancePayload.create());
    const timing = this.request.cancel?.cancelTiming;
    if (timing?.case === "afterNumResponses" && timing.value === this.payloads.length) {
      this.cancellation.abort();
    }
  }

  /** The call has failed. */
  fail(thrown: unknown): void {
    if (!(thrown instanceof StatusError)) throw thrown;
    this.error = thrown;
  }

  /** What the judge is told. */
  get result(): MessageInit<ClientResponseResult> {
    const { error } = this;
    return {
      responseHeaders: headersOf(this.headers),
      payloads: this.payloads,
      error: error && {
        code: error.codeNumber,
        message: error.rawMessage,
        details: [...error.details],
      },
      responseTrailers: headersOf(this.trailers ?? error?.metadata),
      numUnsentRequests: this.request.requestMessages.length - this.sentRequests,
    };
  }
}
