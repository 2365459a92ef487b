import { isIP, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { ConfigurationError } from "../configuration-error.ts";

/** A name or IP literal (no brackets) and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
  /** As it belongs into `:authority`: brackets kept, no port if none was written. */
  readonly authority: string;
}

const BRACKETED = /^\[([^\]]*)\](?::(.*))?$/s;
const HOST_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})$/;

/**
 * Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
 *
 * @param target the whole target, for errors
 * @throws ConfigurationError that tells host from port
 */
export function parseHostPort(text: string, defaultPort: number, target: string): HostPort {
  const bracketed = BRACKETED.exec(text);
  if (bracketed !== null) {
    const host = bracketed[1] as string;
    if (!isIPv6(host)) throw hostError(host, target, "an IPv6 address in the brackets");
    return withPort(host, `[${host}]`, bracketed[2], defaultPort, target);
  }
  if (isIPv6(text)) return { host: text, port: defaultPort, authority: `[${text}]` };
  const colon = text.indexOf(":");
  const written = colon === -1 ? text : text.slice(0, colon);
  const host = isIP(written) !== 0 ? written : asciiName(written, target);
  return withPort(
    host,
    host,
    colon === -1 ? undefined : text.slice(colon + 1),
    defaultPort,
    target,
  );
}

function withPort(
  host: string,
  hostInAuthority: string,
  portText: string | undefined,
  defaultPort: number,
  target: string,
): HostPort {
  if (portText === undefined) return { host, port: defaultPort, authority: hostInAuthority };
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) {
    throw new ConfigurationError(
      "TARGET_PORT_INVALID",
      `invalid target "${target}": expected a port from 1 to 65535, got "${portText}"; an IPv6 address with a port is written [::1]:50051`,
    );
  }
  return { host, port, authority: `${hostInAuthority}:${port}` };
}

/** Names beyond ASCII travel as punycode. */
function asciiName(name: string, target: string): string {
  const ascii = /^[\x20-\x7e]*$/.test(name) ? name : domainToASCII(name);
  if (HOST_NAME.test(ascii)) return ascii;
  throw hostError(name, target, "a host name");
}

function hostError(host: string, target: string, expected: string): ConfigurationError {
  return new ConfigurationError(
    "TARGET_HOST_INVALID",
    `invalid target "${target}": expected ${expected}, got "${host}"`,
  );
}
