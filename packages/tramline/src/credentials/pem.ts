/** PEM text or bytes, one or several. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END [^-]+-----/g;

/** Returns PEM as node:tls takes it: bytes must be a Buffer there. */
export function nodePem(value: Pem): string | Buffer | (string | Buffer)[] {
  return typeof value === "string" || value instanceof Uint8Array ? item(value) : value.map(item);
}

/** Returns the text of each certificate, in order. */
export function certificatesIn(value: Pem | undefined): string[] {
  if (value === undefined) return [];
  const items = typeof value === "string" || value instanceof Uint8Array ? [value] : value;
  return items.flatMap((one) => textOf(one).match(CERTIFICATE) ?? []);
}

/** Returns the same text for the same content. */
export function pemText(value: Pem | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string" || value instanceof Uint8Array) return textOf(value);
  return value.map(textOf).join("\n");
}

/** Whether two are the same content in the same form. Equal content in other forms may be called different. */
export function isSamePem(one: Pem | undefined, other: Pem | undefined): boolean {
  if (one === other) return true;
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return one.length === other.length && Buffer.compare(one, other) === 0;
  }
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((part: string | Uint8Array, index) =>
    isSamePem(part, other[index] as string | Uint8Array),
  );
}

function item(value: string | Uint8Array): string | Buffer {
  return typeof value === "string" ? value : Buffer.from(value);
}

function textOf(value: string | Uint8Array): string {
  return typeof value === "string"
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
}
