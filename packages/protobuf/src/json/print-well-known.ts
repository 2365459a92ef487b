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
    throw errors.error("JSON_TYPE", "seconds is a bigint, and nanos a number that is an integer");
  }
  const time = { seconds, nanos };
  const text = form === "timestamp" ? printTimestamp(time) : printDuration(time);
  if (text !== undefined) return text;
  throw errors.error(
    form === "timestamp" ? "JSON_TIMESTAMP" : "JSON_DURATION",
    `a ${form} with values that have no JSON form`,
  );
}

/** Prints a FieldMask. */
export function printPaths(message: Values, errors: JsonErrors): string {
  const paths = message["paths"];
  if (!Array.isArray(paths)) throw errors.error("JSON_TYPE", "paths is an array");
  const text = printFieldMask(paths.map(String));
  if (text !== undefined) return text;
  throw errors.error("JSON_FIELD_MASK", "a field mask with values that have no JSON form");
}

/** For a google.protobuf.Value of no kind. */
export function emptyValue(errors: JsonErrors): Error {
  return errors.error("JSON_VALUE", "a google.protobuf.Value holds nothing, not even null");
}

/** Prints the content of a google.protobuf.Value; throws for NaN and infinities. */
export function finiteValue(json: JsonValue, type: FieldType, errors: JsonErrors): JsonValue {
  if (type !== "double" || typeof json === "number") return json;
  throw errors.error("JSON_VALUE", `a google.protobuf.Value cannot hold ${describeJson(json)}`);
}

/** Decodes the content of an Any. */
export function anyContent(
  message: Values,
  errors: JsonErrors,
): { readonly typeUrl: string; readonly typeName: string; readonly value: Uint8Array } {
  const { typeUrl, value } = message;
  if (typeof typeUrl !== "string" || !(value instanceof Uint8Array)) {
    throw errors.error("JSON_TYPE", "typeUrl is a string and value a Uint8Array");
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
    `an Any holds a ${JSON.stringify(typeName)}, which is not in the registry; ` +
      "pass one that has it as option `registry`",
  );
}
