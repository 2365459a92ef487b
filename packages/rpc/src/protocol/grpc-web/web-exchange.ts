import type { FieldTemplate, ServedExchange } from "../../exchange/exchange.ts";
import { MESSAGE_PREFIX_LENGTH, writeFlaggedPrefix } from "../../framing/message-prefix.ts";
import { PassingExchange } from "../passing-exchange.ts";

/** The flag of the part of a body that has the trailers (PROTOCOL-WEB, Message framing). */
const TRAILERS_FLAG = 0x80;

/** The template of what consists of varying fields alone. */
const NONE: readonly string[] = [];

/**
 * An exchange of gRPC-Web: the trailers travel as the last part of the body, also where no message comes
 * before them, so that a browser's script can read all of them.
 */
export class WebExchange extends PassingExchange {
  private sentHeaders: boolean;

  constructor(inner: ServedExchange) {
    super(inner);
    this.sentHeaders = false;
  }

  /** Trailers have no limit: they are in the body. */
  override fits(template: FieldTemplate, fields: readonly string[]): boolean {
    return this.sentHeaders || this.inner.fits(template, fields);
  }

  override sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    this.sentHeaders = true;
    this.inner.sendHeaders(template, fields);
  }

  override sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    let constant = template.fields;
    if (!this.sentHeaders) {
      this.sendHeaders(template, NONE);
      constant = NONE;
    }
    this.sendData(trailersPart(constant, fields), true);
  }
}

/** The trailers as a part of the body: lines as in a header block of HTTP/1.1, behind a prefix. */
function trailersPart(constant: readonly string[], fields: readonly string[]): Uint8Array {
  const text = printLines(constant) + printLines(fields);
  // One character per byte: field values are ASCII.
  const bytes = new Uint8Array(MESSAGE_PREFIX_LENGTH + text.length);
  writeFlaggedPrefix(bytes, 0, text.length, TRAILERS_FLAG);
  for (let i = 0; i < text.length; i++) {
    bytes[MESSAGE_PREFIX_LENGTH + i] = text.charCodeAt(i);
  }
  return bytes;
}

function printLines(fields: readonly string[]): string {
  let text = "";
  for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return text;
}
