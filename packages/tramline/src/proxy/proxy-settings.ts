import { given } from "@tramline/protobuf/internal";
import { ConfigurationError } from "../configuration-error.ts";
import { isLoopback, NoProxyList } from "./no-proxy.ts";
import { type ProxyAddress, parseProxy } from "./proxy-address.ts";

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Which connections of a channel go through which proxy. */
export interface ProxySettings {
  /**
   * Returns the proxy for a host, undefined for a direct connection.
   *
   * @param host a name or an IP address literal without brackets
   * @throws ConfigurationError PROXY_INVALID when it would be the proxy of an environment variable
   * that cannot be read; hosts that need none are not affected
   */
  proxyFor(host: string, port: number): ProxyAddress | undefined;
}

const PROXY_VARIABLES = [
  "grpc_proxy",
  "GRPC_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "http_proxy",
  "HTTP_PROXY",
] as const;
const NO_PROXY_VARIABLES = ["no_grpc_proxy", "NO_GRPC_PROXY", "no_proxy", "NO_PROXY"] as const;

/**
 * Reads the option `proxy`, and without it the environment: the first of `grpc_proxy`, `https_proxy`,
 * and `http_proxy` that is set, each in lower case before upper case, with the exceptions in
 * `no_grpc_proxy` or `no_proxy`, and none for loopback. The option has no exceptions.
 *
 * @param option a proxy's URL; false: no proxy, whatever the environment says
 * @returns undefined when nothing goes through a proxy
 * @throws ConfigurationError CHANNEL_OPTION_INVALID, PROXY_INVALID for the option
 */
export function proxySettings(
  option: string | false | undefined,
  variables: Variables,
): ProxySettings | undefined {
  if (option === false) return undefined;
  if (option !== undefined) {
    if (typeof option !== "string") {
      const message = `invalid option proxy: expected a URL or false, got ${given(option)}`;
      throw new ConfigurationError("CHANNEL_OPTION_INVALID", message);
    }
    const proxy = parseProxy(option, "option proxy");
    return { proxyFor: () => proxy };
  }
  const found = firstOf(PROXY_VARIABLES, variables);
  if (found === undefined) return undefined;
  let proxy: ProxyAddress | undefined;
  const exempt = new NoProxyList(firstOf(NO_PROXY_VARIABLES, variables)?.value ?? "");
  return {
    proxyFor(host, port) {
      if (isLoopback(host) || exempt.matches(host, port)) return undefined;
      proxy ??= parseProxy(found.value, `the environment variable ${found.name}`);
      return proxy;
    },
  };
}

function firstOf(
  names: readonly string[],
  variables: Variables,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = variables[name]?.trim();
    if (value === undefined || value === "") continue;
    // In a CGI program this one comes from a client's header "Proxy" (CVE-2016-5385).
    if (name === "HTTP_PROXY" && variables["REQUEST_METHOD"] !== undefined) continue;
    return { name, value };
  }
  return undefined;
}
