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

function item(value: string | Uint8Array): string | Buffer {
  return typeof value === "string" ? value : Buffer.from(value);
}

function textOf(value: string | Uint8Array): string {
  return typeof value === "string"
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
}
