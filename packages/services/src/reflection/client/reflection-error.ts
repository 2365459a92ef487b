/** The code of a {@link ReflectionError}; stable. */
export type ReflectionErrorCode =
  /** The server does not offer reflection, v1 or v1alpha. */
  | "REFLECTION_MISSING"
  /** The server offers it, and does not respond with a whole and valid contract. */
  | "REFLECTION_INVALID";

/** The reason why a server's contract cannot be read by reflection. */
export class ReflectionError extends Error {
  /** Always "ReflectionError". */
  override readonly name = "ReflectionError";
  /** Why, in one word. */
  readonly code: ReflectionErrorCode;

  constructor(code: ReflectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
