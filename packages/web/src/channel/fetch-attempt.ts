import type { AnyMethodType } from "@tramline/protobuf";
import {
  type Attempt,
  type AttemptHandler,
  type AttemptProgress,
  type Codec,
  type Compressor,
  StatusError,
} from "@tramline/rpc";
import { unreachable } from "../body/byte-source.ts";
import type { ResponseSink, WebMethod, WebRequest } from "../protocol/web-protocol.ts";

/** The part of fetch that calls need. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** Whether fetch sends cookies to other origins. */
export type CookiePolicy = "omit" | "same-origin" | "include";

/** The settings that all attempts at one method share. */
export interface FetchRoute {
  /** The method that is called. */
  readonly method: AnyMethodType;
  /** The method in the channel's protocol. */
  readonly bound: WebMethod;
  /** The method's address, for errors. */
  readonly url: string;
  /** The encoding of messages. */
  readonly codec: Codec;
  /** Sends requests. */
  readonly fetch: FetchFunction;
  /** Whether fetch sends cookies, and to which origins; undefined for its default. */
  readonly credentials: CookiePolicy | undefined;
  /** The largest response message, in bytes after decompression, unless a call says otherwise. */
  readonly maxReceiveBytes: number;
  /** The name of the compression of requests; undefined for none. */
  readonly compression: string | undefined;
  /** The compressions that are known. */
  readonly compressors: readonly Compressor[];
  /**
   * How long the response's metadata waits for its first message or its end, in milliseconds, so that a call whose
   * response is an error is tried again; undefined: not at all.
   */
  readonly holdHeadersMs?: number | undefined;
}

/** One try of a call that sends one message, over fetch. It is never used a second time. */
export class FetchAttempt implements Attempt<unknown, unknown>, ResponseSink {
  progress: AttemptProgress;
  readonly maxReceiveBytes: number;
  protected readonly route: FetchRoute;
  protected readonly handler: AttemptHandler<unknown>;
  protected readonly wasDelayed: boolean;
  private readonly controller: AbortController;
  private onWanted: (() => void) | undefined;
  /** The response's metadata, as long as it waits. */
  private held: readonly string[] | undefined;

  constructor(route: FetchRoute, handler: AttemptHandler<unknown>, wasDelayed: boolean) {
    this.progress = "tried";
    this.maxReceiveBytes = handler.maxReceiveBytes ?? route.maxReceiveBytes;
    this.route = route;
    this.handler = handler;
    this.wasDelayed = wasDelayed;
    this.controller = new AbortController();
    this.onWanted = undefined;
    this.held = undefined;
  }

  get peer(): string {
    return this.route.url;
  }

  get waitsFor(): undefined {
    return undefined;
  }

  get waited(): undefined {
    return undefined;
  }

  // --- sending -----------------------------------------------------------------------------------

  get isWritable(): boolean {
    return true;
  }

  awaitReady(): void {
    this.handler.onSendReady();
  }

  send(message: unknown, _isLast: boolean, compress: boolean): void {
    this.watch(this.sendOnly(message, compress));
  }

  halfClose(): void {}

  private async sendOnly(message: unknown, compress: boolean): Promise<void> {
    const compressor = this.compressorOf(compress);
    const encoded = this.encode(message);
    const bytes = compressor === undefined ? encoded : await compressor.compress(encoded);
    const fields = this.handler.openingFields(this.wasDelayed);
    const request = this.route.bound.request(fields, { bytes, compression: compressor?.name });
    await this.transmit(request, {});
  }

  /** The compression of a request; undefined for none. */
  protected compressorOf(compress: boolean): Compressor | undefined {
    const { route, handler } = this;
    const name = handler.compression ?? route.compression ?? "identity";
    if (!compress || name === "identity") return undefined;
    const compressor = route.compressors.find((one) => one.name === name);
    if (compressor !== undefined) return compressor;
    const text = `unknown compression ${name}: expected one of the channel's option compressors`;
    throw new StatusError("INTERNAL", text);
  }

  protected encode(message: unknown): Uint8Array {
    const { codec, method } = this.route;
    return inCode(() => codec.encode(message, method.input as never));
  }

  /** Sends the request, and reads the response to its end. */
  protected async transmit(request: WebRequest, init: RequestInit): Promise<void> {
    const { route, handler } = this;
    const { signal } = this.controller;
    const { url, method = "POST", headers, body } = request;
    const sent = new Headers();
    for (let i = 0; i < headers.length; i += 2) {
      sent.append(headers[i] as string, headers[i + 1] as string);
    }
    const response = await route
      .fetch(url, {
        method,
        headers: sent,
        // Over HTTP/2, Node's fetch never ends a request with a body of no bytes.
        ...(body?.length && { body: body as Uint8Array<ArrayBuffer> }),
        ...(route.credentials !== undefined && { credentials: route.credentials }),
        redirect: "error",
        signal,
        ...init,
      })
      .catch(unreachable);
    const trailers = await route.bound.receive(response, this);
    if (!signal.aborted) {
      this.release();
      handler.onSuccess(trailers);
    }
  }

  /** Ends the call with the error of a step, if it fails. */
  protected watch(step: Promise<void>): void {
    step.catch((error: unknown) => {
      if (this.controller.signal.aborted) return;
      // The rest of the exchange is of no use.
      this.cancel();
      this.handler.onFailure(StatusError.from(error));
    });
  }

  // --- receiving ---------------------------------------------------------------------------------

  onHeaders(fields: readonly string[]): void {
    this.held = fields;
    const { holdHeadersMs } = this.route;
    if (holdHeadersMs === undefined) this.release();
    else setTimeout(() => this.release(), holdHeadersMs);
  }

  private release(): void {
    const { held } = this;
    if (held === undefined || this.controller.signal.aborted) return;
    this.held = undefined;
    this.progress = "committed";
    this.handler.onHeaders(held);
  }

  async onMessage(bytes: Uint8Array): Promise<void> {
    const { handler, route } = this;
    this.release();
    const message = inCode(() => route.codec.decode(bytes, route.method.output as never));
    if (handler.wantedMessages === 0) {
      await new Promise<void>((resolve) => {
        this.onWanted = resolve;
      });
    }
    if (!this.controller.signal.aborted) handler.onMessage(message);
  }

  async inflate(bytes: Uint8Array, compression: string | undefined): Promise<Uint8Array> {
    const compressor = this.route.compressors.find(({ name }) => name === compression);
    if (compressor !== undefined) return compressor.decompress(bytes, this.maxReceiveBytes);
    const text =
      compression === undefined
        ? "a message is marked as compressed, but the response names no compression"
        : `the response is compressed with ${compression}, which the request does not accept`;
    throw new StatusError("INTERNAL", text);
  }

  get hasMessages(): boolean {
    return false;
  }

  pull(): undefined {
    this.onWanted?.();
  }

  cancel(): void {
    this.controller.abort();
    this.onWanted?.();
  }
}

/** Runs a step of a codec: what it throws ends the call with INTERNAL, unless it is a status. */
function inCode<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (cause instanceof StatusError) throw cause;
    throw new StatusError("INTERNAL", (cause as Error).message, { cause });
  }
}
