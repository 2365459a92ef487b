// The text messages of `tramline.v1` (docs/reference/websocket.md): JSON objects. Members that are not known are ignored.
import { CloseCode, FrameError } from "./frame-error.ts";

/** The name of the protocol on a WebSocket (RFC 6455 section 1.9). */
export const SUBPROTOCOL = "tramline.v1";

/** Bytes of binary messages that each side may send before the other grants more: as HTTP/2's windows begin. */
export const WINDOW_BYTES = 65_535;

/** The first message of a client: the request without its path, which that of the handshake is. */
export interface RequestMessage {
  readonly method: string;
  /** Name, value, name, value, … */
  readonly fields: readonly string[];
}

/** A further message of a client. */
export interface ClientMessage {
  /** Further bytes that the server may send; 0 for none. */
  readonly window: number;
  /** The request is whole. */
  readonly isEnd: boolean;
}

/**
 * Names that the first message may not have: those that a browser's scripts cannot set either (Fetch, forbidden
 * request-header; but `accept-encoding` is of the response alone), and those by which proxies say where a request has come from.
 */
const FORBIDDEN =
  /^(?:accept-charset|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|forwarded|x-forwarded-.*|x-real-ip|proxy-.*|sec-.*)$/;

/** Lower case, as HTTP/2 has names. */
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** One character for each byte (RFC 9110 section 5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a tab is permitted within a value
const VALUE = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

/** @throws FrameError for a message that is not a request */
export function parseRequest(text: string): RequestMessage {
  const { method = "POST", headers } = parseObject(text);
  if (method !== "POST" && method !== "GET")
    throw invalidMessage('method: expected "POST" or "GET"');
  if (!Array.isArray(headers)) throw invalidMessage("headers: expected a list of pairs");
  const fields: string[] = [];
  for (const pair of headers as unknown[]) {
    const [name, value] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    if (typeof name !== "string" || typeof value !== "string") {
      throw invalidMessage("headers: expected pairs of a name and a value");
    }
    if (!NAME.test(name) || FORBIDDEN.test(name)) {
      throw invalidMessage(
        `headers: expected names in lower case that requests of scripts may have, got ${JSON.stringify(name.slice(0, 80))}`,
      );
    }
    if (!VALUE.test(value)) {
      throw invalidMessage(`headers: invalid value of ${name.slice(0, 80)}`);
    }
    fields.push(name, value);
  }
  return { method, fields };
}

/** @throws FrameError for a message that breaks the protocol */
export function parseMessage(text: string): ClientMessage {
  const { window = 0, end = false } = parseObject(text);
  if (typeof window !== "number" || !Number.isSafeInteger(window) || window < 0) {
    throw invalidMessage("window: expected a number of bytes");
  }
  if (typeof end !== "boolean") throw invalidMessage("end: expected true");
  return { window, isEnd: end };
}

/** Prints the first message of a server. */
export function printResponse(status: number, fields: readonly string[]): string {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    headers.push([fields[i] as string, fields[i + 1] as string]);
  }
  return JSON.stringify({ status, headers });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalidMessage("expected an object in JSON");
}

function invalidMessage(problem: string): FrameError {
  return new FrameError(CloseCode.POLICY, "WS_MESSAGE", `invalid message: ${problem}`);
}
