import { writeLatin1 } from "../hpack/latin1.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { areAll, isTokenByte } from "./characters.ts";

const SPACE = 0x20;
const QUESTION = 0x3f;

/** The size of a chunk that is laid in place: four digits, which a buffer's size needs, and CRLF. */
export const SIZE_LINE_BYTES = 6;
/** The most bytes of the lines that the writer adds to those of the handler. */
const OWN_LINES_BYTES = 160;

/** The reason phrases that a person may want to read (RFC 9110 section 15); others are left out. */
const reasons: Readonly<Record<string, string>> = {
  "100": "Continue",
  "101": "Switching Protocols",
  "200": "OK",
  "201": "Created",
  "202": "Accepted",
  "204": "No Content",
  "206": "Partial Content",
  "301": "Moved Permanently",
  "302": "Found",
  "303": "See Other",
  "304": "Not Modified",
  "307": "Temporary Redirect",
  "308": "Permanent Redirect",
  "400": "Bad Request",
  "401": "Unauthorized",
  "403": "Forbidden",
  "404": "Not Found",
  "405": "Method Not Allowed",
  "406": "Not Acceptable",
  "408": "Request Timeout",
  "409": "Conflict",
  "412": "Precondition Failed",
  "413": "Content Too Large",
  "415": "Unsupported Media Type",
  "417": "Expectation Failed",
  "426": "Upgrade Required",
  "429": "Too Many Requests",
  "431": "Request Header Fields Too Large",
  "499": "Client Closed Request",
  "500": "Internal Server Error",
  "501": "Not Implemented",
  "502": "Bad Gateway",
  "503": "Service Unavailable",
  "504": "Gateway Timeout",
  "505": "HTTP Version Not Supported",
};

/** The status line and the fields of a template. */
export interface EncodedTemplate {
  readonly bytes: Uint8Array;
  /** Responses with this status have no body (RFC 9112 section 6.3). */
  readonly hasNoBody: boolean;
  /** Behind it, another protocol begins (RFC 9110 section 15.2.2). */
  readonly isSwitch: boolean;
}

/** Templates are few and live as long as the process: each is encoded once. */
const encodedTemplates = new WeakMap<HeaderTemplate, EncodedTemplate>();

/** Encodes the status line and the fields of a template; of the same template once. */
export function encodeTemplate(template: HeaderTemplate): EncodedTemplate {
  let encoded = encodedTemplates.get(template);
  if (encoded === undefined) {
    const { fields } = template;
    const at = fields.indexOf(":status");
    const status = at >= 0 && at % 2 === 0 ? (fields[at + 1] as string) : "200";
    const line = `HTTP/1.1 ${status} ${reasons[status] ?? ""}\r\n`;
    const bytes = new Uint8Array(line.length + fieldsBytes(fields));
    writeLatin1(bytes, 0, line);
    const end = writeFields(bytes, line.length, fields);
    encoded = {
      bytes: bytes.slice(0, end),
      hasNoBody:
        status === "204" || status === "304" || (status.startsWith("1") && status !== "101"),
      isSwitch: status === "101",
    };
    encodedTemplates.set(template, encoded);
  }
  return encoded;
}

/** The bytes that {@link writeFields} takes at most. */
export function fieldsBytes(fields: readonly string[]): number {
  let size = fields.length * 2;
  for (let i = 0; i < fields.length; i++) size += (fields[i] as string).length;
  return size;
}

/**
 * Writes fields, each on its line. Those that HTTP/1.1 has no place for, or that would contradict the
 * framing, are left out. A character that no value may have becomes a space (RFC 9110 section 5.5): nothing
 * that a handler says can begin another line.
 *
 * @returns where the last one ends
 */
export function writeFields(
  bytes: Uint8Array,
  position: number,
  fields: readonly string[],
): number {
  let at = position;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string;
    if (!mayBeSent(name)) continue;
    writeLatin1(bytes, at, name);
    at += name.length;
    bytes[at] = 0x3a;
    bytes[at + 1] = SPACE;
    at = writeValue(bytes, at + 2, fields[i + 1] as string);
    bytes[at] = 0x0d;
    bytes[at + 1] = 0x0a;
    at += 2;
  }
  return at;
}

function writeValue(bytes: Uint8Array, position: number, value: string): number {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < SPACE || code === 0x7f) bytes[position + i] = code === 0x09 ? code : SPACE;
    else bytes[position + i] = code > 0xff ? QUESTION : code;
  }
  return position + value.length;
}

/** A response, as far as its framing depends on it. */
interface FramedResponse {
  readonly template: HeaderTemplate | undefined;
  readonly fields: readonly string[];
  readonly head: { readonly isOld: boolean };
}

/**
 * Returns the framing of a response to HEAD, with the empty line: that of GET (RFC 9110 section 9.3.2). The
 * length is the one that the fields state, since the body is not sent; else that of a body which was handed
 * over in vain. Without either the length is unknown and left out.
 *
 * @param length of the body; 0 when the handler left it out, -1 when it comes in pieces
 */
export function headFraming({ template, fields, head }: FramedResponse, length: number): string {
  const stated = statedLength(fields) ?? statedLength(template?.fields ?? []);
  if (stated !== undefined) return `content-length: ${stated}\r\n\r\n`;
  if (length > 0) return `content-length: ${length}\r\n\r\n`;
  return length === 0 || head.isOld ? "\r\n" : "transfer-encoding: chunked\r\n\r\n";
}

function statedLength(fields: readonly string[]): string | undefined {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] === "content-length") {
      const value = fields[i + 1] as string;
      return /^\d{1,15}$/.test(value) ? value : undefined;
    }
  }
  return undefined;
}

function mayBeSent(name: string): boolean {
  switch (name) {
    case "connection":
    case "content-length":
    case "keep-alive":
    case "proxy-connection":
    case "transfer-encoding":
    case "trailer":
    case "upgrade":
      return false;
    default:
      return name !== "" && areAll(isTokenByte, name);
  }
}

let dateSecond = -1;
let dateBytes: Uint8Array = new Uint8Array(0);

/** The line with the field date (RFC 9110 section 6.6.1), made once in a second. */
export function dateLine(wallMs: number): Uint8Array {
  const second = Math.floor(wallMs / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    const line = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
    dateBytes = new Uint8Array(line.length);
    writeLatin1(dateBytes, 0, line);
  }
  return dateBytes;
}

/** A text of ASCII as bytes. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  writeLatin1(bytes, 0, text);
  return bytes;
}

/** The most bytes of the head of a response. */
export function headBytes(encoded: Uint8Array, fields: readonly string[]): number {
  return encoded.length + fieldsBytes(fields) + OWN_LINES_BYTES;
}

/** The size of a chunk in as many digits as room is left for. */
export function sizeLine(length: number): string {
  return `${length.toString(16).padStart(SIZE_LINE_BYTES - 2, "0")}\r\n`;
}
