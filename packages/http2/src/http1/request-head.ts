import { FieldSection } from "../field-section.ts";
import { readLatin1 } from "../hpack/latin1.ts";
import { areAll, isHostByte, isTargetByte, isTokenByte } from "./characters.ts";
import { readFieldLines, shown } from "./field-lines.ts";
import { FramingFields } from "./framing-fields.ts";
import { badRequest, RequestError } from "./request-error.ts";

const SPACE = 0x20;
const CR = 0x0d;
/** The bytes of ` HTTP/1.1` behind the request target. */
const VERSION_BYTES = 9;

/** The head of a request: what its fields mean for the connection, and what is handed on of them. */
export interface RequestHead {
  /** The fields as HTTP/2 has them, without those that concern the connection or the framing. */
  readonly section: FieldSection;
  readonly method: string;
  /** HTTP/1.0: its responses are neither chunked nor followed by others. */
  readonly isOld: boolean;
  /** The length of the body; -1 when it is chunked. */
  readonly contentLength: number;
  /** The client keeps the connection open for further requests. */
  readonly keepsAlive: boolean;
  /** The client waits for 100 (Continue) before it sends the body. */
  readonly expectsContinue: boolean;
  /** The client reads trailers. */
  readonly takesTrailers: boolean;
}

/** How heads are read. */
export interface HeadSettings {
  /** `https` on a connection with TLS, else `http`. */
  readonly scheme: string;
  /** The largest section by the measure of RFC 7541 section 4.1. */
  readonly mostFieldBytes: number;
}

/**
 * Reads the head of a request, strictly (RFC 9112 sections 3, 5, and 6): where two programs could read the
 * same bytes differently, the request is an error.
 *
 * @param bytes the head is `bytes[start..end)`, with the empty line; its lines end in CRLF
 * @throws RequestError
 */
export function readRequestHead(
  bytes: Uint8Array,
  start: number,
  end: number,
  settings: HeadSettings,
): RequestHead {
  const text = readLatin1(bytes, start, end);
  let at = start;
  while (isTokenByte[bytes[at]!] === 1) at += 1;
  if (at === start || bytes[at] !== SPACE) {
    throw badRequest(
      "H1_METHOD",
      `invalid request line: expected a method and a space, got ${shown(bytes[at]!)}`,
    );
  }
  const method = text.slice(0, at - start);
  const targetStart = at + 1;
  at = targetStart;
  while (isTargetByte[bytes[at]!] === 1) at += 1;
  if (at === targetStart || bytes[at] !== SPACE) {
    throw badRequest(
      "H1_TARGET_CHARACTER",
      `invalid request target: expected visible ASCII and a space, got ${shown(bytes[at]!)}`,
    );
  }
  const target = text.slice(targetStart - start, at - start);
  const isOld = readVersion(text.slice(at - start, at - start + VERSION_BYTES)) === 0;
  const lineEnd = at + VERSION_BYTES;
  if (bytes[lineEnd] !== CR || bytes[lineEnd + 1] !== 0x0a) {
    throw badRequest("H1_VERSION", "invalid request line: expected CRLF behind the HTTP version");
  }
  const regular: string[] = [];
  const framing = new FramingFields(isOld);
  const size = readFieldLines(
    { bytes, start: lineEnd + 2, end: end - 2, text, textStart: start },
    settings.mostFieldBytes,
    (name, value) => {
      if (!framing.take(name, value)) regular.push(name, value);
    },
  );
  framing.check();
  const place = readTarget(method, target, framing.host, settings.scheme);
  const fields = [":method", method, ":scheme", place.scheme, ":path", place.path];
  if (place.authority !== undefined) fields.push(":authority", place.authority);
  for (const text of framing.withoutListed(regular)) fields.push(text);
  // The form that the field has in HTTP/2 (RFC 9113 section 8.2.2).
  if (framing.takesTrailers) fields.push("te", "trailers");
  // Other protocols that a client offers to go on with are not known (RFC 9110 section 7.8 permits to ignore them).
  if (method === "GET" && framing.offersWebSocket) fields.push("upgrade", "websocket");
  return {
    section: new FieldSection(fields, size, undefined),
    method,
    isOld,
    contentLength: framing.bodyLength,
    keepsAlive: framing.keepsAlive,
    expectsContinue: framing.expectsContinue,
    takesTrailers: framing.takesTrailers,
  };
}

/** @returns the minor version */
function readVersion(text: string): 0 | 1 {
  if (text === " HTTP/1.1") return 1;
  if (text === " HTTP/1.0") return 0;
  if (/^ HTTP\/\d\.\d$/.test(text)) {
    throw new RequestError(
      505,
      "H1_VERSION_UNSUPPORTED",
      `invalid HTTP version: expected HTTP/1.1, HTTP/1.0, or the preface of HTTP/2, got${text}`,
    );
  }
  throw badRequest("H1_VERSION", "invalid request line: expected one space and HTTP/1.1");
}

interface Place {
  readonly scheme: string;
  readonly authority: string | undefined;
  readonly path: string;
}

/** Reads the target of a request (RFC 9112 section 3.2) and its host. */
function readTarget(
  method: string,
  target: string,
  host: string | undefined,
  scheme: string,
): Place {
  if (host !== undefined && !areAll(isHostByte, host)) {
    throw badRequest("H1_HOST_FORM", "invalid host: expected a name or an address, and a port");
  }
  if (method === "CONNECT") {
    throw new RequestError(501, "H1_CONNECT", "invalid method: CONNECT is not supported");
  }
  const authority = host === "" ? undefined : host;
  if (target.startsWith("/")) return { scheme, authority, path: target };
  if (target === "*") {
    if (method !== "OPTIONS") {
      throw badRequest("H1_TARGET_ASTERISK", 'invalid request target: "*" is for OPTIONS only');
    }
    return { scheme, authority, path: "*" };
  }
  const absolute = /^(https?):\/\/([^/?]+)([/?].*)?$/i.exec(target);
  const [, ownScheme = "", ownHost = "", rest = "/"] = absolute ?? [];
  if (absolute === null || !areAll(isHostByte, ownHost) || ownHost.includes("@")) {
    throw badRequest(
      "H1_TARGET_FORM",
      'invalid request target: expected a path that begins with "/", or an http or https URL',
    );
  }
  // The host of the target counts, whatever the field says (RFC 9112 section 3.2.2).
  const path = rest.startsWith("?") ? `/${rest}` : rest;
  return { scheme: ownScheme.toLowerCase(), authority: ownHost, path };
}
