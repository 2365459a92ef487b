import { createDnsResolver } from "./dns-resolver.ts";
import { ipv4Resolver, ipv6Resolver } from "./ip-resolver.ts";
import type { ResolverFactory } from "./resolver.ts";
import { unixAbstractResolver, unixResolver } from "./unix-resolver.ts";

/**
 * The resolvers of every channel: dns, ipv4, ipv6, unix, unix-abstract. Those in its option `resolvers`
 * are added to them.
 */
export const defaultResolvers: readonly ResolverFactory[] = /*@__PURE__*/ [
  /*@__PURE__*/ createDnsResolver(),
  ipv4Resolver,
  ipv6Resolver,
  unixResolver,
  unixAbstractResolver,
];
