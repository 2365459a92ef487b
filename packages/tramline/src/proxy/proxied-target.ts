import type { PreparedTarget } from "../resolver/resolver.ts";
import { staticTarget } from "../resolver/static-resolver.ts";
import type { ProxySettings } from "./proxy-settings.ts";

/** A target, and the proxy settings that hold for the addresses it resolves to. */
export interface ProxiedTarget {
  readonly target: PreparedTarget;
  /** Undefined when every connection is direct. */
  readonly proxy: ProxySettings | undefined;
}

/**
 * Decides for a target that is a name whether a proxy is to resolve it: the name then takes the place
 * of its addresses (gRFC A1, case 1). A name that is exempt is exempt with all of its addresses. For
 * other targets each address is looked at on its own.
 *
 * @throws ConfigurationError PROXY_INVALID
 */
export function proxiedTarget(
  target: PreparedTarget,
  proxy: ProxySettings | undefined,
): ProxiedTarget {
  const { unresolved } = target;
  if (proxy === undefined || unresolved === undefined) return { target, proxy };
  return proxy.proxyFor(unresolved.host, unresolved.port) === undefined
    ? { target, proxy: undefined }
    : { target: staticTarget(target.authority, [unresolved]), proxy };
}
