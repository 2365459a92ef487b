import { Reader } from "@tramline/protobuf/wire";

/** The fields of a message, by their numbers; text in brackets may come several times. */
type Schema = Readonly<Record<number, readonly [name: string, kind: FieldKind]>>;
type FieldKind =
  | "text"
  | "[text]"
  | "integer"
  | "duration"
  | "map"
  | { readonly list: Schema }
  | Schema;

const violation: Schema = {
  1: ["type", "text"],
  2: ["subject", "text"],
  3: ["description", "text"],
};
const localized: Schema = { 1: ["locale", "text"], 2: ["message", "text"] };

/** The messages of google/rpc/error_details.proto. Written out so that printing needs no generated code. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  ErrorInfo: { 1: ["reason", "text"], 2: ["domain", "text"], 3: ["metadata", "map"] },
  RetryInfo: { 1: ["retryDelay", "duration"] },
  DebugInfo: { 1: ["stackEntries", "[text]"], 2: ["detail", "text"] },
  QuotaFailure: {
    1: [
      "violations",
      {
        list: {
          1: ["subject", "text"],
          2: ["description", "text"],
          3: ["apiService", "text"],
          4: ["quotaMetric", "text"],
          5: ["quotaId", "text"],
          6: ["quotaDimensions", "map"],
          7: ["quotaValue", "integer"],
          8: ["futureQuotaValue", "integer"],
        },
      },
    ],
  },
  PreconditionFailure: { 1: ["violations", { list: violation }] },
  BadRequest: {
    1: [
      "fieldViolations",
      {
        list: {
          1: ["field", "text"],
          2: ["description", "text"],
          3: ["reason", "text"],
          4: ["localizedMessage", localized],
        },
      },
    ],
  },
  RequestInfo: { 1: ["requestId", "text"], 2: ["servingData", "text"] },
  ResourceInfo: {
    1: ["resourceType", "text"],
    2: ["resourceName", "text"],
    3: ["owner", "text"],
    4: ["description", "text"],
  },
  Help: { 1: ["links", { list: { 1: ["description", "text"], 2: ["url", "text"] } }] },
  LocalizedMessage: localized,
};

/**
 * Decodes a detail of google.rpc for people to read: fields that are set, a Duration as text.
 *
 * @returns undefined for details of other types, and for bytes that are not one
 */
export function detailFields(typeName: string, bytes: Uint8Array): object | undefined {
  return fieldsOf(typeName, bytes, " s");
}

/** @param unit follows the seconds of a Duration */
function fieldsOf(typeName: string, bytes: Uint8Array, unit: string): object | undefined {
  const prefix = "google.rpc.";
  const name = typeName.startsWith(prefix) ? typeName.slice(prefix.length) : "";
  if (!Object.hasOwn(SCHEMAS, name)) return undefined;
  try {
    return decode(new Reader(bytes), bytes.length, SCHEMAS[name] as Schema, unit);
  } catch {
    return undefined;
  }
}

function decode(
  reader: Reader,
  end: number,
  schema: Schema,
  unit: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  while (reader.position < end) {
    const tag = reader.tag();
    const field = schema[tag >>> 3];
    if (field === undefined) {
      reader.skip(tag, end);
      continue;
    }
    const [name, kind] = field;
    const value = readValue(reader, end, kind, unit);
    if (kind === "[text]" || isList(kind)) {
      fields[name] = [...((fields[name] as unknown[] | undefined) ?? []), value];
    } else if (kind === "map") {
      fields[name] = { ...(fields[name] as object | undefined), ...(value as object) };
    } else {
      fields[name] = value;
    }
  }
  if (reader.position > end) reader.overrun(end);
  return fields;
}

const ENTRY: Schema = { 1: ["key", "text"], 2: ["value", "text"] };
const DURATION: Schema = { 1: ["seconds", "integer"], 2: ["nanos", "integer"] };

function readValue(reader: Reader, end: number, kind: FieldKind, unit: string): unknown {
  if (kind === "text" || kind === "[text]") return reader.uncheckedString(end);
  if (kind === "integer") return reader.int64();
  const messageEnd = reader.delimited(end);
  if (kind === "map") {
    const { key, value } = decode(reader, messageEnd, ENTRY, unit);
    return { [typeof key === "string" ? key : ""]: value ?? "" };
  }
  if (kind === "duration") {
    const { seconds, nanos } = decode(reader, messageEnd, DURATION, unit);
    return `${decimal(BigInt((seconds as bigint | undefined) ?? 0n), Number(nanos ?? 0))}${unit}`;
  }
  return decode(reader, messageEnd, isList(kind) ? kind.list : kind, unit);
}

/** Seconds and nanoseconds, of the same sign, as a decimal number. */
function decimal(seconds: bigint, nanos: number): string {
  const isNegative = seconds < 0n || nanos < 0;
  const whole = seconds < 0n ? -seconds : seconds;
  const fraction = String(Math.abs(nanos)).padStart(9, "0").replace(/0+$/, "");
  return `${isNegative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * Prints a detail of google.rpc as ProtoJSON does.
 *
 * @returns undefined as {@link detailFields} does
 */
export function detailJson(typeName: string, bytes: Uint8Array): object | undefined {
  const fields = fieldsOf(typeName, bytes, "s");
  return fields === undefined ? undefined : (inJson(fields) as object);
}

function inJson(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(inJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inJson(one)]));
}

function isList(kind: FieldKind): kind is { readonly list: Schema } {
  return typeof kind === "object" && "list" in kind;
}
