import { ConfigurationError } from "../configuration-error.ts";

const DEFAULT_PORT = 80;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** An HTTP proxy that a channel goes through. Its user and password are not shown by inspection. */
export class ProxyAddress {
  /** A name or an IP address literal without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, for messages. */
  readonly name: string;
  readonly #authorization: string | undefined;

  constructor(host: string, port: number, authorization: string | undefined) {
    this.host = host;
    this.port = port;
    this.name = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    this.#authorization = authorization;
  }

  /** Value of the field `proxy-authorization` (RFC 7617); undefined without user and password. */
  get authorization(): string | undefined {
    return this.#authorization;
  }
}

/**
 * Reads `http://USER:PASSWORD@HOST:PORT`, of which only the host is needed; port 80 by default. User
 * and password are percent-encoded.
 *
 * @param source where the text comes from, for errors: `option proxy`, or a variable's name
 * @throws ConfigurationError PROXY_INVALID; it does not repeat the text, which may hold a password
 */
export function parseProxy(text: string, source: string): ProxyAddress {
  const scheme = SCHEME.exec(text)?.[0].toLowerCase() ?? "http://";
  if (scheme !== "http://") {
    throw invalid(
      source,
      `got ${scheme}…, and only proxies that take CONNECT in cleartext are supported`,
    );
  }
  let url: URL;
  try {
    url = new URL(SCHEME.test(text) ? text : `http://${text}`);
  } catch {
    throw invalid(source, "got text that is not a URL");
  }
  if (url.hostname === "" || url.pathname.length > 1 || url.search !== "" || url.hash !== "") {
    throw invalid(source, "got a URL with a path, or without a host");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new ProxyAddress(host, Number(url.port) || DEFAULT_PORT, authorizationOf(url, source));
}

function authorizationOf(url: URL, source: string): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  try {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(user).toString("base64")}`;
  } catch {
    throw invalid(source, "got a user or password with a malformed percent-encoding");
  }
}

function invalid(source: string, problem: string): ConfigurationError {
  const message = `invalid proxy in ${source}: expected http://USER:PASSWORD@HOST:PORT, ${problem}`;
  return new ConfigurationError("PROXY_INVALID", message);
}
