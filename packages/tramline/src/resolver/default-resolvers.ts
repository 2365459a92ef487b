import { createDnsResolverFactory } from "./dns-resolver.ts";
import { ipv4Resolver, ipv6Resolver } from "./ip-resolver.ts";
import { createResolverRegistry, type ResolverRegistry } from "./resolver.ts";
import { unixAbstractResolver, unixResolver } from "./unix-resolver.ts";

/** The schemes every channel knows: dns, ipv4, ipv6, unix, unix-abstract. */
export const DEFAULT_RESOLVERS: ResolverRegistry = /*@__PURE__*/ createResolverRegistry([
  /*@__PURE__*/ createDnsResolverFactory(),
  ipv4Resolver,
  ipv6Resolver,
  unixResolver,
  unixAbstractResolver,
]);
