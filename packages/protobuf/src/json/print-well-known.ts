// Messages that look otherwise in JSON than their fields would: what descriptors and generated code
// share of printing them.

import type { FieldType } from "../descriptor/descriptor.ts";
import { printBase64 } from "./base64.ts";
import { printDuration } from "./duration-text.ts";
import { printFieldMask } from "./field-mask-text.ts";
import type { JsonErrors } from "./json-error.ts";
import { describeJson, type JsonValue } from "./json-value.ts";
import { printTimestamp } from "./timestamp-text.ts";

type Values = Readonly<Record<string, unknown>>;

/** Prints a Timestamp or Duration. */
export function printTime(
  message: Values,
  form: "timestamp" | "duration",
  errors: JsonErrors,
): string {
  const { seconds, nanos } = message;
  if (typeof seconds !== "bigint" || typeof nanos !== "number" || !Number.isInteger(nanos)) {
    throw errors.error(
      "JSON_TYPE",
      `invalid ${form}: expected seconds as bigint and nanos as integer, got ${describeJson(seconds)} and ${describeJson(nanos)}`,
    );
  }
  const time = { seconds, nanos };
  const text = form === "timestamp" ? printTimestamp(time) : printDuration(time);
  if (text !== undefined) return text;
  throw errors.error(
    form === "timestamp" ? "JSON_TIMESTAMP" : "JSON_DURATION",
    form === "timestamp"
      ? `invalid timestamp: expected a time from year 1 to 9999, got ${seconds} seconds and ${nanos} nanos`
      : `invalid duration: expected at most 10,000 years and one sign, got ${seconds} seconds and ${nanos} nanos`,
  );
}

/** Prints a FieldMask. */
export function printPaths(message: Values, errors: JsonErrors): string {
  const paths = message["paths"];
  if (!Array.isArray(paths))
    throw errors.error(
      "JSON_TYPE",
      `invalid field mask: expected an array of paths, got ${describeJson(paths)}`,
    );
  const text = printFieldMask(paths.map(String));
  if (text !== undefined) return text;
  throw errors.error(
    "JSON_FIELD_MASK",
    `invalid field mask: expected paths in lower_snake_case, got ${describeJson(paths.join(","))}`,
  );
}

/** For a google.protobuf.Value of no kind. */
export function emptyValue(errors: JsonErrors): Error {
  return errors.error(
    "JSON_VALUE",
    "invalid google.protobuf.Value: expected a value or null, got nothing",
  );
}

/** Prints the content of a google.protobuf.Value; throws for NaN and infinities. */
export function finiteValue(json: JsonValue, type: FieldType, errors: JsonErrors): JsonValue {
  if (type !== "double" || typeof json === "number") return json;
  throw errors.error(
    "JSON_VALUE",
    `invalid google.protobuf.Value: expected a finite number, got ${describeJson(json)}`,
  );
}

/** Decodes the content of an Any. */
export function anyContent(
  message: Values,
  errors: JsonErrors,
): { readonly typeUrl: string; readonly typeName: string; readonly value: Uint8Array } {
  const { typeUrl, value } = message;
  if (typeof typeUrl !== "string" || !(value instanceof Uint8Array)) {
    throw errors.error(
      "JSON_TYPE",
      `invalid Any: expected typeUrl as string and value as Uint8Array, got ${describeJson(typeUrl)} and ${describeJson(value)}`,
    );
  }
  return { typeUrl, typeName: typeUrl.slice(typeUrl.lastIndexOf("/") + 1), value };
}

/** Prints an Any that is empty, or of a type that no registry has. */
export function printUnknownAny(
  message: Values,
  unknownAny: "error" | "base64" | undefined,
  errors: JsonErrors,
): JsonValue {
  const { typeUrl, typeName, value } = anyContent(message, errors);
  if (typeUrl === "" && value.length === 0) return {};
  if (unknownAny === "base64") return { "@type": typeUrl, "@value": printBase64(value) };
  throw errors.error(
    "JSON_ANY",
    `invalid Any: ${JSON.stringify(typeName)} is not in the registry; pass one that has it as option \`registry\``,
  );
}
