import type { FieldDescriptor, MessageDescriptor } from "@tramline/protobuf";
import type { Binding } from "../rule/binding.ts";
import { hasPrefix, isQueryField, isTextField } from "../rule/field-path.ts";
import type { Parameter, Schema } from "./document.ts";
import { isRequired, type SchemaSet } from "./schemas.ts";

/** Nested messages are written out up to this depth. */
const MAX_DEPTH = 4;

/** Returns the query parameters of a binding: the fields that neither path nor body hold. */
export function queryParameters(binding: Binding, schemas: SchemaSet): Parameter[] {
  if (binding.body === "*") return [];
  const parameters: Parameter[] = [];
  collect(binding.method.input, [], new Set());
  return parameters;

  function collect(
    type: MessageDescriptor,
    prefix: readonly FieldDescriptor[],
    outer: ReadonlySet<MessageDescriptor>,
  ): void {
    // A message within itself has no end.
    if (outer.has(type) || prefix.length >= MAX_DEPTH) return;
    const within = new Set([...outer, type]);
    for (const field of type.fields) {
      const path = [...prefix, field];
      if (field === binding.maskField || binding.bound.some((one) => hasPrefix(path, one)))
        continue;
      const parameter = parameterOf(path, field, schemas);
      if (parameter !== undefined) parameters.push(parameter);
      else if (field.message !== undefined && !field.repeated && field.map === undefined) {
        collect(field.message, path, within);
      }
    }
  }
}

function parameterOf(
  path: readonly FieldDescriptor[],
  field: FieldDescriptor,
  schemas: SchemaSet,
): Parameter | undefined {
  const name = path.map((one) => schemas.nameOf(one)).join(".");
  const description = schemas.settings.comments.textOf(field);
  const common = {
    name,
    in: "query" as const,
    ...(path.length === 1 && isRequired(field) && { required: true }),
    ...(description !== undefined && { description }),
    ...(field.deprecated && { deprecated: true }),
  };
  if (field.map !== undefined) {
    if (!isTextField(field.map.value)) return undefined;
    return { ...common, style: "deepObject", explode: true, schema: schemas.value(field) };
  }
  if (!isQueryField(field)) return undefined;
  if (!isTextField(field) && !field.repeated) {
    return { ...common, content: { "application/json": { schema: schemas.value(field) } } };
  }
  return { ...common, schema: withoutNull(schemas.value(field)) };
}

/** Returns the schema of a value that is given as text, which has no form for null: the parameter is left out. */
export function withoutNull(schema: Schema): Schema {
  const { type } = schema;
  return Array.isArray(type) ? { ...schema, type: type[0] as unknown } : schema;
}
