// Names that nobody guesses, and that nobody else has.

/** Returns 128 random bits in hexadecimal. Works on pages without TLS, where crypto.randomUUID does not. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
