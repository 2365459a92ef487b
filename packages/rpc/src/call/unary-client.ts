import type { ServiceType } from "@tramline/protobuf";
import type { ClientMethod } from "../service/client.ts";
import type { ClientOptions } from "./client.ts";
import { bindMethods, type PlainChannel, plainUnary } from "./plain-methods.ts";

/** The client of a service's unary methods: a function for each, under its local name. */
export type UnaryClient<S extends ServiceType> = {
  readonly [N in keyof S["methods"] as S["methods"][N] extends { readonly kind: "unary" }
    ? N
    : never]: ClientMethod<S["methods"][N]>;
};

/**
 * Returns the client of a service's unary methods, for bundles that have no others: the code for streams stays out
 * of them. Apart from that it is as `bindPlainClient` returns it.
 *
 * @throws StatusError INTERNAL for interceptors on a channel without the code for them
 */
export function bindUnaryClient<S extends ServiceType>(
  service: S,
  channel: PlainChannel,
  options: ClientOptions<keyof S["methods"] & string> = {},
): UnaryClient<S> {
  const methods = Object.fromEntries(
    Object.entries(service.methods).filter(([, { kind }]) => kind === "unary"),
  );
  return bindMethods({ ...service, methods }, channel, options, plainUnary) as UnaryClient<S>;
}
