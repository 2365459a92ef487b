// Formats that one regular expression describes. Each takes time linear in its input.

/** An email address as HTML's `<input type="email">` has it. */
export const email =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
/** A UUID of RFC 9562, of any version. */
export const uuid = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
/** A UUID without dashes. */
export const trimmedUuid = /^[0-9a-fA-F]{32}$/;
/** A ULID: 128 bits in Crockford's base 32. */
export const ulid = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;
/** A full name of Protocol Buffers. */
export const protobufName = /^[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*$/;
/** The same after a dot. */
export const protobufDotName = /^(?:\.[A-Za-z_][A-Za-z_0-9]*)+$/;
/** The name of an HTTP header, pseudo-headers too. */
export const headerName = /^:?[0-9a-zA-Z!#$%&'*+\-,.^_|~`]+$/;
/** The value of an HTTP header. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it excludes
export const headerValue = /^[^\u0000-\u0008\u000A-\u001F\u007F]*$/;
/** A header without the characters that end it, not empty. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it excludes
export const looseHeaderName = /^[^\u0000\n\r]+$/;
/** A header's value without the characters that end it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it excludes
export const looseHeaderValue = /^[^\u0000\n\r]*$/;
