const PATHS: ReadonlyMap<string, string> = new Map([
  ["Any", "any"],
  ["Api", "api"],
  ["BoolValue", "wrappers"],
  ["BytesValue", "wrappers"],
  ["DoubleValue", "wrappers"],
  ["Duration", "duration"],
  ["Empty", "empty"],
  ["FieldMask", "field_mask"],
  ["FieldOptions", "descriptor"],
  ["FileOptions", "descriptor"],
  ["FloatValue", "wrappers"],
  ["EnumOptions", "descriptor"],
  ["EnumValueOptions", "descriptor"],
  ["ExtensionRangeOptions", "descriptor"],
  ["FileDescriptorProto", "descriptor"],
  ["FileDescriptorSet", "descriptor"],
  ["Int32Value", "wrappers"],
  ["Int64Value", "wrappers"],
  ["ListValue", "struct"],
  ["MessageOptions", "descriptor"],
  ["MethodOptions", "descriptor"],
  ["NullValue", "struct"],
  ["OneofOptions", "descriptor"],
  ["ServiceOptions", "descriptor"],
  ["SourceContext", "source_context"],
  ["StringValue", "wrappers"],
  ["Struct", "struct"],
  ["Timestamp", "timestamp"],
  ["UInt32Value", "wrappers"],
  ["UInt64Value", "wrappers"],
  ["Value", "struct"],
]);

const PACKAGE = "google.protobuf.";

/**
 * The well-known file that defines a type, by its full name or, since that is a common slip, its
 * name without the package.
 */
export function bundledDefinitionPath(name: string): string | undefined {
  const short = name.startsWith(PACKAGE) ? name.slice(PACKAGE.length) : name;
  const file = PATHS.get(short);
  return file === undefined ? undefined : `google/protobuf/${file}.proto`;
}
