// What generated code says of a service: plain data, from which clients and
// servers take both their types and their paths.

import type { FileSource } from "../descriptor/embedded-file.ts";
import type { MessageType } from "../message/message-type.ts";

/** Which sides of a method send a stream of messages. */
export type MethodKind = "unary" | "serverStreaming" | "clientStreaming" | "bidiStreaming";

/** Whether a method may be called twice, by its option idempotency_level. */
export type Idempotency = "unknown" | "noSideEffects" | "idempotent";

/** One method. `I` and `O` are the decoded request and response. */
export interface MethodType<K extends MethodKind, I, O> {
  /** "GetOrder" */
  readonly name: string;
  /** "getOrder": its name in clients and implementations. */
  readonly localName: string;
  /** "/shop.v1.OrderService/GetOrder" */
  readonly path: string;
  /** Which sides send a stream of messages. */
  readonly kind: K;
  /** The type of requests. */
  readonly input: MessageType<I>;
  /** The type of responses. */
  readonly output: MessageType<O>;
  /** Whether the method may be called twice. */
  readonly idempotency: Idempotency;
}

/** Methods by their `localName`. */
export type MethodTypes = Readonly<Record<string, AnyMethodType>>;

/** A method of whatever kind and messages. */
export type AnyMethodType = MethodType<MethodKind, unknown, unknown>;

/** A service. */
export interface ServiceType<M extends MethodTypes = MethodTypes> {
  /** "shop.v1.OrderService" */
  readonly typeName: string;
  /** The methods by their local names. */
  readonly methods: M;
  /** The file that it is declared in. `descriptorOf` has what the contract says of it. */
  readonly file: FileSource;
}

/** A method before it has a service, and so neither path nor local name. */
export interface MethodShape<K extends MethodKind, I, O> {
  /** The name in the .proto file, such as `GetOrder`. */
  readonly name: string;
  /** Which sides send a stream of messages. */
  readonly kind: K;
  /** The type of requests. */
  readonly input: MessageType<I>;
  /** The type of responses. */
  readonly output: MessageType<O>;
  /** Whether the method may be called twice. */
  readonly idempotency: Idempotency;
}

/** The methods of a service by local name, of the shapes that generated code passes to `serviceType`. */
export type MethodsOf<S> = {
  readonly [N in keyof S]: S[N] extends MethodShape<infer K, infer I, infer O>
    ? MethodType<K, I, O>
    : never;
};

/**
 * For generated code: a service.
 * @param file gives the file that it is declared in
 * @param shapes its methods by local name, each made by `unary` and its kin
 */
export function serviceType<
  const S extends Readonly<Record<string, MethodShape<MethodKind, unknown, unknown>>>,
>(typeName: string, file: FileSource, shapes: S): ServiceType<MethodsOf<S>> {
  const methods: Record<string, AnyMethodType> = {};
  for (const [localName, shape] of Object.entries(shapes)) {
    const { name, kind, input, output, idempotency } = shape;
    const path = `/${typeName}/${name}`;
    methods[localName] = { name, localName, path, kind, input, output, idempotency };
  }
  return { typeName, methods: methods as MethodsOf<S>, file };
}

/** For generated code: one request, one response. */
export function unary<I, O>(
  name: string,
  input: MessageType<I>,
  output: MessageType<O>,
  idempotency: Idempotency = "unknown",
): MethodShape<"unary", I, O> {
  return { name, kind: "unary", input, output, idempotency };
}

/** For generated code: one request, a stream of responses. */
export function serverStreaming<I, O>(
  name: string,
  input: MessageType<I>,
  output: MessageType<O>,
  idempotency: Idempotency = "unknown",
): MethodShape<"serverStreaming", I, O> {
  return { name, kind: "serverStreaming", input, output, idempotency };
}

/** For generated code: a stream of requests, one response. */
export function clientStreaming<I, O>(
  name: string,
  input: MessageType<I>,
  output: MessageType<O>,
  idempotency: Idempotency = "unknown",
): MethodShape<"clientStreaming", I, O> {
  return { name, kind: "clientStreaming", input, output, idempotency };
}

/** For generated code: a stream of requests, a stream of responses. */
export function bidiStreaming<I, O>(
  name: string,
  input: MessageType<I>,
  output: MessageType<O>,
  idempotency: Idempotency = "unknown",
): MethodShape<"bidiStreaming", I, O> {
  return { name, kind: "bidiStreaming", input, output, idempotency };
}
