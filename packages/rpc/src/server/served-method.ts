import type { AnyMethodType } from "@tramline/protobuf";
import type { DecodableType } from "../framing/message-receiver.ts";
import type { EncodableType, SentMessages } from "../framing/send-message.ts";
import type { ServerMethodObserver } from "../observe/server-observer.ts";
import type { ServerContext } from "../service/server-context.ts";

/** A handler of any kind, bound to its implementation. */
export type AnyHandler = (request: unknown, context: ServerContext) => unknown;

/** How one method is served. */
export interface ServedMethodParts {
  readonly method: AnyMethodType;
  /** Undefined for a method that the implementation leaves out. */
  readonly handler: AnyHandler | undefined;
  /** The compression of responses; undefined: the server's. */
  readonly compression: string | undefined;
  /** The largest response, in bytes. */
  readonly maxSendBytes: number;
  /** The observer of its calls; undefined without any. */
  readonly observer?: ServerMethodObserver | undefined;
}

/** A method that a server offers. */
export class ServedMethod implements SentMessages<unknown> {
  readonly method: AnyMethodType;
  /** The type of requests, in the encoding of the call. */
  readonly input: DecodableType<unknown>;
  /** The type of responses, in the encoding of the call. */
  readonly sentType: EncodableType<unknown>;
  readonly maxSendBytes: number;
  /** The client sends a stream of messages. */
  readonly streamsRequests: boolean;
  /** The server sends a stream of messages. */
  readonly streamsResponses: boolean;
  /** Undefined for a method that the implementation leaves out: UNIMPLEMENTED. */
  readonly handler: AnyHandler | undefined;
  /** The compression of responses; undefined: the server's. */
  readonly compression: string | undefined;
  /** The observer of its calls; undefined without any. */
  readonly observer: ServerMethodObserver | undefined;

  constructor({ method, handler, compression, maxSendBytes, observer }: ServedMethodParts) {
    this.method = method;
    this.input = method.input;
    this.sentType = method.output;
    this.maxSendBytes = maxSendBytes;
    this.streamsRequests = method.kind === "clientStreaming" || method.kind === "bidiStreaming";
    this.streamsResponses = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    this.handler = handler;
    this.compression = compression;
    this.observer = observer;
  }
}
