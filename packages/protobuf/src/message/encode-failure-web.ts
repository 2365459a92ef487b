// Replaces encode-failure.ts in browsers (package.json, `browser`): the same errors by code, which name the property of
// the message, and not the place within it.

import { EncodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";

/** See encode-failure.ts. */
export function encodeFailure<I>(
  type: { readonly typeName: string; encodeTo(message: I, writer: Writer): void },
  message: I,
  thrown: unknown,
): EncodeError {
  const text = textOf(thrown);
  const code = thrown instanceof EncodeError ? thrown.code : "PB_ENCODE_TYPE";
  // The property that by itself fails in the same way. What filled the memory once is not tried again.
  const name =
    typeof message === "object" && code !== "PB_ENCODE_TOO_LARGE"
      ? Object.keys(message ?? {}).find((key) => {
          try {
            type.encodeTo({ [key]: message?.[key as keyof I] } as I, new Writer());
          } catch (error) {
            return textOf(error) === text;
          }
          return false;
        })
      : undefined;
  const place = name === undefined ? " message" : `.${name}`;
  return new EncodeError(code, `invalid ${type.typeName}${place}: ${text}`, thrown);
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
