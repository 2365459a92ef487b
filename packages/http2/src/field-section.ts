/**
 * A decoded header or trailer section.
 *
 * Sections of repeated blocks are shared: the decoder returns the same object again, so that layers
 * above may keep what they derived from it in `memo`. Receivers of a section must not change `fields`.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-8.2
 */
export class FieldSection {
  /** name, value, name, value… in the order of arrival; one character per byte (latin1). */
  fields: string[];
  /** Free for the layer above: what it derived from `fields`. */
  memo: unknown;
  /**
   * `undefined` when every field obeys RFC 9113 section 8.2.1, otherwise the token of the first
   * violation; `"H2_FIELD_SECTION_TOO_LARGE"` when `fields` was cut off at the limit.
   */
  malformed: string | undefined;
  /** Sum of name length + value length + 32 over all fields, also over those cut off. */
  size: number;
  /** Which rules of RFC 9113 section 8 the section was found to obey: 0 none yet. Kept by the connection. */
  checkedAs: number;
  /** The value of content-length once checked; -1 when there is none. */
  contentLength: number;
  /** The value of :status once checked as a response; 0 otherwise. */
  status: number;

  constructor(fields: string[], size: number, malformed: string | undefined) {
    this.fields = fields;
    this.memo = undefined;
    this.malformed = malformed;
    this.size = size;
    this.checkedAs = 0;
    this.contentLength = -1;
    this.status = 0;
  }
}

/** `FieldSection.malformed` of a section that is larger than the decoder's limit. */
export const FIELD_SECTION_TOO_LARGE = "H2_FIELD_SECTION_TOO_LARGE";

/** The bytes that a field counts beside its name and value: RFC 7541 section 4.1. */
export const FIELD_OVERHEAD = 32;

// Classes of name bytes: 0 fine, 1 upper case, 2 never allowed.
const nameClass = new Uint8Array(256).fill(2, 0, 0x21).fill(1, 0x41, 0x5b).fill(2, 0x7f, 0x100);

/**
 * Checks the bytes of a field name against RFC 9113 section 8.2.1: not empty, no control
 * characters, space, upper case, DEL or bytes above; a colon only in front (pseudo-fields).
 * Returns the token of the violation, or `undefined`.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
 */
export function findNameViolation(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  if (start === end) return "H2_FIELD_NAME_EMPTY";
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    const kind = nameClass[byte]!;
    if (kind !== 0) return kind === 1 ? "H2_FIELD_NAME_UPPER_CASE" : "H2_FIELD_NAME_CHARACTER";
    if (byte === 0x3a && i !== start) return "H2_FIELD_NAME_COLON";
  }
  return undefined;
}

/**
 * Checks the bytes of a field value against RFC 9113 section 8.2.1: no NUL, CR or LF anywhere, no
 * space or tab at either end. Returns the token of the violation, or `undefined`.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
 */
export function findValueViolation(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  if (start === end) return undefined;
  let sign = 0; // negative once a byte below 14 was among them
  for (let i = start; i < end; i++) sign |= bytes[i]! - 14;
  if (sign < 0) {
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if (byte === 0 || byte === 10 || byte === 13) return "H2_FIELD_VALUE_CHARACTER";
    }
  }
  const first = bytes[start]!;
  const last = bytes[end - 1]!;
  if (first === 0x20 || first === 0x09 || last === 0x20 || last === 0x09) {
    return "H2_FIELD_VALUE_SPACE";
  }
  return undefined;
}
