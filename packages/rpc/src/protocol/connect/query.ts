import { parseBase64 } from "@tramline/protobuf/internal";

/** The parameters of a unary GET request (Connect Protocol Reference, Unary-Get-Request). */
export interface ConnectQuery {
  /** The codec; undefined when the query does not name one. */
  readonly encoding: string | undefined;
  /** The compression of the message; undefined when the query does not name one. */
  readonly compression: string | undefined;
  /** The version of the protocol, such as "v1"; undefined when the query does not name one. */
  readonly version: string | undefined;
  /** The message, as encoded; undefined when it is missing or not base64 although it should be. */
  readonly message: Uint8Array | undefined;
}

/** Parses the query of a unary GET request, without the question mark. Unknown parameters are skipped. */
export function parseQuery(query: string): ConnectQuery {
  const values = new Map<string, Uint8Array>();
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    const name = equals === -1 ? part : part.slice(0, equals);
    if (values.has(name)) continue;
    values.set(name, percentDecode(equals === -1 ? "" : part.slice(equals + 1)));
  }
  const isBase64 = textOf(values.get("base64")) === "1";
  const message = values.get("message");
  return {
    encoding: textOf(values.get("encoding")),
    compression: textOf(values.get("compression")),
    version: textOf(values.get("connect")),
    message: isBase64 && message !== undefined ? parseBase64(textOf(message) ?? "") : message,
  };
}

/** One character per byte: what these parameters may hold is ASCII. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** The bytes of a value: `%XX` is a byte, `+` a space; a `%` without two digits stands for itself. */
function percentDecode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    let byte = unit === PLUS ? SPACE : unit;
    if (unit === PERCENT) {
      const digits = text.slice(i + 1, i + 3);
      if (/^[0-9a-fA-F]{2}$/.test(digits)) {
        byte = Number.parseInt(digits, 16);
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}
