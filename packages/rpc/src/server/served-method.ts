import type { AnyMethodType } from "@tramline/protobuf";
import { type Codec, protobufCodec } from "../codec/codec.ts";
import { codeMessages } from "../codec/coded-type.ts";
import type { DecodableType, EncodableType } from "../framing/message-types.ts";
import type { SentMessages } from "../framing/send-message.ts";
import type { InterceptorNext } from "../interceptor/interceptor.ts";
import type { ServerMethodObserver } from "../observe/server-observer.ts";
import type { ServerContext } from "../service/server-context.ts";

/** A handler of any kind, bound to its implementation. */
export type AnyHandler = (request: unknown, context: ServerContext) => unknown;

/** How one method is served. */
export interface ServedMethodParts {
  /** The method of the contract. */
  readonly method: AnyMethodType;
  /** Undefined for a method that the implementation leaves out. */
  readonly handler: AnyHandler | undefined;
  /** The compression of responses; undefined: the server's. */
  readonly compression: string | undefined;
  /** The way through the interceptors to the handler; undefined without interceptors. */
  readonly interceptorWay: InterceptorNext | undefined;
  /** The largest response, in bytes. */
  readonly maxSendBytes: number;
  /** The observer of its calls; undefined without any. */
  readonly observer?: ServerMethodObserver | undefined;
  /** No contract has it: its messages are passed on as the client has encoded them. */
  readonly isUnknown: boolean;
  /** Its calls count against the server's limits on calls. */
  readonly isLimited: boolean;
}

/** A method that a server offers, in one encoding of its messages. */
export class ServedMethod implements SentMessages<unknown> {
  /** The method of the contract. */
  readonly method: AnyMethodType;
  /** The encoding of messages. */
  readonly codec: Codec;
  /** The type of requests, in the encoding of the call. */
  readonly input: DecodableType<unknown>;
  /** The type of responses, in the encoding of the call. */
  readonly sentType: EncodableType<unknown>;
  /** The largest response, in bytes. */
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
  /** The way through the interceptors to the handler; undefined without interceptors. */
  readonly interceptorWay: InterceptorNext | undefined;
  /** No contract has it: its messages are passed on as the client has encoded them. */
  readonly isUnknown: boolean;
  /** Its calls count against the server's limits on calls. */
  readonly isLimited: boolean;
  private readonly parts: ServedMethodParts;
  /** The same method in other encodings. */
  private others: ServedMethod[] | undefined;

  constructor(parts: ServedMethodParts, codec: Codec = protobufCodec) {
    const { method } = parts;
    this.isUnknown = parts.isUnknown;
    this.isLimited = parts.isLimited;
    this.parts = parts;
    this.others = undefined;
    this.method = method;
    this.codec = codec;
    this.input = codeMessages(codec, method.input);
    this.sentType = codeMessages(codec, method.output);
    this.maxSendBytes = parts.maxSendBytes;
    this.streamsRequests = method.kind === "clientStreaming" || method.kind === "bidiStreaming";
    this.streamsResponses = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    this.handler = parts.handler;
    this.compression = parts.compression;
    this.interceptorWay = parts.interceptorWay;
    this.observer = parts.observer;
  }

  /** Returns the method with its messages in the encoding of a codec: one object for each. */
  codedBy(codec: Codec): ServedMethod {
    if (codec === this.codec) return this;
    this.others ??= [];
    for (const one of this.others) if (one.codec === codec) return one;
    const other = new ServedMethod(this.parts, codec);
    this.others.push(other);
    return other;
  }
}
