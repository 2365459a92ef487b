import type { AnyMethodType } from "@tramline/protobuf";
import { bytesMethod } from "../codec/bytes-message.ts";
import { bytesCodec, type Codec } from "../codec/codec.ts";
import type { Interceptor, InterceptorNext } from "../interceptor/interceptor.ts";
import type { ServerMethodObserver } from "../observe/server-observer.ts";
import { Batch } from "../service/batch.ts";
import type { RequestStream } from "../service/request-stream.ts";
import { StatusError } from "../status/status-error.ts";
import { interceptorWay } from "./intercept-call.ts";
import type { AnyHandler } from "./served-method.ts";
import { ServedMethod } from "./served-method.ts";

/** Encodings that are remembered, by their names. */
const MAX_CODECS = 100;

/** Serves the methods that no service of a server has: their messages are bytes. */
export class UnknownMethods {
  private readonly handler: AnyHandler;
  private readonly maxSendBytes: number;
  private readonly observer: ServerMethodObserver | undefined;
  private readonly interceptorWay: InterceptorNext | undefined;
  private readonly codecs: Map<string, Codec>;

  constructor(
    handler: AnyHandler,
    maxSendBytes: number,
    observer: ServerMethodObserver | undefined,
    interceptors: readonly Interceptor[],
  ) {
    this.handler = handler;
    this.maxSendBytes = maxSendBytes;
    this.observer = observer;
    this.interceptorWay = interceptorWay(interceptors);
    this.codecs = new Map();
  }

  /**
   * Returns how to serve a path that no service has: messages are passed on as they came.
   *
   * @param codecName how the client has encoded the messages
   */
  serve(path: string, codecName: string): ServedMethod {
    return this.served(bytesMethod(path), this.handler, codecName);
  }

  /**
   * Returns how to serve a path whose method is known to be unary, by the way it is called: the handler receives one
   * request, and the call ends with the first response.
   *
   * @returns undefined for a path that is not a method's
   */
  serveUnary(path: string, codecName: string): ServedMethod | undefined {
    if (!/^\/[A-Za-z_][\w.]*\/[A-Za-z_]\w*$/.test(path)) return undefined;
    const { handler } = this;
    return this.served(
      { ...bytesMethod(path), kind: "unary" },
      (request, context) => firstResponse(handler(new SingleRequest(request), context), path),
      codecName,
    );
  }

  private served(method: AnyMethodType, handler: AnyHandler, codecName: string): ServedMethod {
    const { maxSendBytes, observer } = this;
    return new ServedMethod(
      {
        method,
        handler,
        compression: undefined,
        interceptorWay: this.interceptorWay,
        maxSendBytes,
        observer,
        isUnknown: true,
        isLimited: true,
      },
      this.codecOf(codecName),
    );
  }

  private codecOf(name: string): Codec {
    let codec = this.codecs.get(name);
    if (codec === undefined) {
      codec = bytesCodec(name);
      // The names are the clients'.
      if (this.codecs.size >= MAX_CODECS) this.codecs.clear();
      this.codecs.set(name, codec);
    }
    return codec;
  }
}

/** The one request of a unary call, as the stream that a handler of unknown methods takes. */
class SingleRequest implements RequestStream<unknown> {
  private readonly request: unknown;

  constructor(request: unknown) {
    this.request = request;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined, undefined> {
    yield this.request;
  }

  async *batches(): AsyncGenerator<unknown[], undefined, undefined> {
    yield [this.request];
  }
}

/** Takes the response of a unary call from a handler that returns a stream. */
async function firstResponse(responses: unknown, path: string): Promise<unknown> {
  let found: { readonly message: unknown } | undefined;
  for await (const response of responses as AsyncIterable<unknown>) {
    const messages = response instanceof Batch ? response.messages : [response];
    for (const message of messages) {
      if (found !== undefined)
        throw new StatusError("UNIMPLEMENTED", `${path} sent several responses`);
      found = { message };
    }
  }
  if (found !== undefined) return found.message;
  throw new StatusError("UNIMPLEMENTED", `${path} sent no response`);
}
