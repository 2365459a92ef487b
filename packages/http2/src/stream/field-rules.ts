import type { FieldSection } from "../field-section.ts";

/**
 * The rules of RFC 9113 section 8 for header sections, beyond the form of names and values (which the
 * decoder checks). Each function returns undefined, or the token of the rule that was broken; the
 * section is then malformed and its stream is reset with PROTOCOL_ERROR.
 */

/** Fields that belong to a connection of HTTP/1.1 and must not appear (section 8.2.2). */
function isConnectionSpecific(name: string): boolean {
  switch (name) {
    case "connection":
    case "keep-alive":
    case "proxy-connection":
    case "transfer-encoding":
    case "upgrade":
      return true;
    default:
      return false;
  }
}

function regularFieldRule(name: string, value: string): string | undefined {
  if (name.charCodeAt(0) === 0x3a) return "H2_PSEUDO_AFTER_REGULAR";
  if (isConnectionSpecific(name)) return "H2_CONNECTION_SPECIFIC_FIELD";
  if (name === "te" && value !== "trailers") return "H2_TE_NOT_TRAILERS";
  return undefined;
}

/** Index of the first regular field: pseudo-header fields come first (section 8.3). */
function firstRegular(fields: readonly string[]): number {
  let i = 0;
  while (i < fields.length && (fields[i] as string).charCodeAt(0) === 0x3a) i += 2;
  return i;
}

function regularFieldsRule(section: FieldSection, from: number): string | undefined {
  const fields = section.fields;
  for (let i = from; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    const broken = regularFieldRule(name, value);
    if (broken !== undefined) return broken;
    if (name === "content-length") {
      if (!/^\d{1,15}$/.test(value)) return "H2_CONTENT_LENGTH_FORM";
      const length = Number(value);
      if (section.contentLength >= 0 && section.contentLength !== length) {
        return "H2_CONTENT_LENGTH_CONFLICT";
      }
      section.contentLength = length;
    }
  }
  return undefined;
}

/** A request's header section (section 8.3.1). */
export function requestRule(section: FieldSection): string | undefined {
  const fields = section.fields;
  const regular = firstRegular(fields);
  let method: string | undefined;
  let scheme: string | undefined;
  let path: string | undefined;
  let authority: string | undefined;
  for (let i = 0; i < regular; i += 2) {
    const value = fields[i + 1] as string;
    switch (fields[i]) {
      case ":method":
        if (method !== undefined) return "H2_PSEUDO_REPEATED";
        method = value;
        break;
      case ":scheme":
        if (scheme !== undefined) return "H2_PSEUDO_REPEATED";
        scheme = value;
        break;
      case ":path":
        if (path !== undefined) return "H2_PSEUDO_REPEATED";
        path = value;
        break;
      case ":authority":
        if (authority !== undefined) return "H2_PSEUDO_REPEATED";
        authority = value;
        break;
      default:
        return "H2_PSEUDO_UNKNOWN";
    }
  }
  if (method === undefined || method === "") return "H2_METHOD_MISSING";
  if (method === "CONNECT") {
    if (scheme !== undefined || path !== undefined || !authority) return "H2_CONNECT_FORM";
  } else {
    if (scheme === undefined || scheme === "") return "H2_SCHEME_MISSING";
    if (path === undefined || path === "") return "H2_PATH_MISSING";
  }
  return regularFieldsRule(section, regular);
}

/** A response's header section (section 8.3.2). Leaves the number in `section.status`. */
export function responseRule(section: FieldSection): string | undefined {
  const fields = section.fields;
  const regular = firstRegular(fields);
  if (regular === 0) return "H2_STATUS_MISSING";
  if (regular > 2 || fields[0] !== ":status") return "H2_PSEUDO_UNKNOWN";
  const text = fields[1] as string;
  const status = text.length === 3 ? Number(text) : Number.NaN;
  if (!(status >= 100 && status <= 999)) return "H2_STATUS_FORM";
  if (status === 101) return "H2_STATUS_101";
  section.status = status;
  return regularFieldsRule(section, regular);
}

/** A trailer section: no pseudo-header fields (section 8.1). */
export function trailersRule(section: FieldSection): string | undefined {
  const fields = section.fields;
  for (let i = 0; i < fields.length; i += 2) {
    if ((fields[i] as string).charCodeAt(0) === 0x3a) return "H2_PSEUDO_IN_TRAILERS";
    if (isConnectionSpecific(fields[i] as string)) return "H2_CONNECTION_SPECIFIC_FIELD";
  }
  return undefined;
}
