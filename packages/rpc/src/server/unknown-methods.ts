import { bytesMethod } from "../codec/bytes-message.ts";
import { bytesCodec, type Codec } from "../codec/codec.ts";
import type { Interceptor, InterceptorNext } from "../interceptor/interceptor.ts";
import type { ServerMethodObserver } from "../observe/server-observer.ts";
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
    const { handler, maxSendBytes, observer } = this;
    return new ServedMethod(
      {
        method: bytesMethod(path),
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
