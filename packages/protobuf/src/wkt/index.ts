// The well-known types, google/protobuf/*.proto.

export {
  anyIs,
  anyTypeName,
  packAny,
  unpackAny,
} from "./any.ts";
export { unpackAnyFrom } from "./any-registry.ts";
export {
  durationFromMs,
  durationToMs,
} from "./duration.ts";
export {
  fieldMaskFromPaths,
  fieldMaskOfAll,
  intersectFieldMasks,
  normalizeFieldMask,
  uniteFieldMasks,
  validateFieldMask,
} from "./field-mask.ts";
export {
  Any,
  file_google_protobuf_any,
} from "./gen/google/protobuf/any.ts";
export {
  Api,
  file_google_protobuf_api,
  Method,
  Mixin,
} from "./gen/google/protobuf/api.ts";
export {
  DescriptorProto,
  DescriptorProto_ExtensionRange,
  DescriptorProto_ReservedRange,
  Edition,
  EnumDescriptorProto,
  EnumDescriptorProto_EnumReservedRange,
  EnumOptions,
  EnumValueDescriptorProto,
  EnumValueOptions,
  ExtensionRangeOptions,
  ExtensionRangeOptions_Declaration,
  ExtensionRangeOptions_VerificationState,
  FeatureSet,
  FeatureSet_EnforceNamingStyle,
  FeatureSet_EnumType,
  FeatureSet_FieldPresence,
  FeatureSet_JsonFormat,
  FeatureSet_MessageEncoding,
  FeatureSet_ProtoLimitsFeature,
  FeatureSet_ProtoLimitsFeature_EnforceProtoLimits,
  FeatureSet_RepeatedFieldEncoding,
  FeatureSet_Utf8Validation,
  FeatureSet_VisibilityFeature,
  FeatureSet_VisibilityFeature_DefaultSymbolVisibility,
  FeatureSetDefaults,
  FeatureSetDefaults_FeatureSetEditionDefault,
  FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptions,
  FieldOptions_CType,
  FieldOptions_EditionDefault,
  FieldOptions_FeatureSupport,
  FieldOptions_JSType,
  FieldOptions_OptionRetention,
  FieldOptions_OptionTargetType,
  FileDescriptorProto,
  FileDescriptorSet,
  FileOptions,
  FileOptions_OptimizeMode,
  file_google_protobuf_descriptor,
  GeneratedCodeInfo,
  GeneratedCodeInfo_Annotation,
  GeneratedCodeInfo_Annotation_Semantic,
  MessageOptions,
  MethodDescriptorProto,
  MethodOptions,
  MethodOptions_IdempotencyLevel,
  OneofDescriptorProto,
  OneofOptions,
  ServiceDescriptorProto,
  ServiceOptions,
  SourceCodeInfo,
  SourceCodeInfo_Location,
  SymbolVisibility,
  UninterpretedOption,
  UninterpretedOption_NamePart,
} from "./gen/google/protobuf/descriptor.ts";
export {
  Duration,
  file_google_protobuf_duration,
} from "./gen/google/protobuf/duration.ts";
export {
  Empty,
  file_google_protobuf_empty,
} from "./gen/google/protobuf/empty.ts";
export {
  FieldMask,
  file_google_protobuf_field_mask,
} from "./gen/google/protobuf/field_mask.ts";
export {
  file_google_protobuf_source_context,
  SourceContext,
} from "./gen/google/protobuf/source_context.ts";
export {
  file_google_protobuf_struct,
  ListValue,
  NullValue,
  Struct,
  Value,
} from "./gen/google/protobuf/struct.ts";
export {
  file_google_protobuf_timestamp,
  Timestamp,
} from "./gen/google/protobuf/timestamp.ts";
export {
  Enum,
  EnumValue,
  Field,
  Field_Cardinality,
  Field_Kind,
  file_google_protobuf_type,
  Option,
  Syntax,
  Type,
} from "./gen/google/protobuf/type.ts";
export {
  BoolValue,
  BytesValue,
  DoubleValue,
  FloatValue,
  file_google_protobuf_wrappers,
  Int32Value,
  Int64Value,
  StringValue,
  UInt32Value,
  UInt64Value,
} from "./gen/google/protobuf/wrappers.ts";
export {
  applyFieldMask,
  mergeByFieldMask,
} from "./masked-message.ts";
export {
  structFromObject,
  structToObject,
  valueFromJson,
  valueToJson,
} from "./struct.ts";
export {
  timestampFromDate,
  timestampNow,
  timestampToDate,
} from "./timestamp.ts";
export {
  WellKnownError,
  type WellKnownErrorCode,
} from "./well-known-error.ts";
export {
  boxValue,
  unboxValue,
} from "./wrappers.ts";
