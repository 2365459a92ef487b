// The types of google/protobuf/descriptor.proto.

/** Editions of the language. Legacy syntaxes have numbers too. */
export const Edition = {
  EDITION_UNKNOWN: 0,
  EDITION_LEGACY: 900,
  EDITION_PROTO2: 998,
  EDITION_PROTO3: 999,
  EDITION_2023: 1000,
  EDITION_2024: 1001,
  EDITION_2026: 1002,
  EDITION_UNSTABLE: 9999,
  EDITION_1_TEST_ONLY: 1,
  EDITION_2_TEST_ONLY: 2,
  EDITION_99997_TEST_ONLY: 99997,
  EDITION_99998_TEST_ONLY: 99998,
  EDITION_99999_TEST_ONLY: 99999,
  EDITION_MAX: 2147483647,
} as const;
export type Edition = (typeof Edition)[keyof typeof Edition];

/** Visibility of a symbol beyond its file. */
export const SymbolVisibility = {
  VISIBILITY_UNSET: 0,
  VISIBILITY_LOCAL: 1,
  VISIBILITY_EXPORT: 2,
} as const;
export type SymbolVisibility = (typeof SymbolVisibility)[keyof typeof SymbolVisibility];

/** What a compiler hands on: files in an order in which each comes after its imports. */
export interface FileDescriptorSet {
  file: FileDescriptorProto[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** One .proto file. */
export interface FileDescriptorProto {
  /** Path from the root of the source tree, with slashes: `shop/v1/orders.proto`. */
  name?: string | undefined;
  /** `shop.v1`; absent for a file without a package. */
  package?: string | undefined;
  /** Paths of the imported files, in the order of the import lines. */
  dependency: string[];
  /** Indexes into `dependency` of the public imports. */
  publicDependency: number[];
  /** Indexes into `dependency` of the weak imports. */
  weakDependency: number[];
  /** Paths of files imported for their custom options only (`import option`). */
  optionDependency: string[];
  messageType: DescriptorProto[];
  enumType: EnumDescriptorProto[];
  service: ServiceDescriptorProto[];
  extension: FieldDescriptorProto[];
  options?: FileOptions | undefined;
  /** Positions and comments; may be stripped. */
  sourceCodeInfo?: SourceCodeInfo | undefined;
  /** `proto2` (also meant when absent), `proto3` or `editions`. */
  syntax?: string | undefined;
  /** Set when `syntax` is `editions`. */
  edition?: Edition | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A message type. */
export interface DescriptorProto {
  name?: string | undefined;
  field: FieldDescriptorProto[];
  extension: FieldDescriptorProto[];
  nestedType: DescriptorProto[];
  enumType: EnumDescriptorProto[];
  extensionRange: DescriptorProto_ExtensionRange[];
  oneofDecl: OneofDescriptorProto[];
  options?: MessageOptions | undefined;
  reservedRange: DescriptorProto_ReservedRange[];
  reservedName: string[];
  /** `export` or `local` before the declaration (edition 2024 on). */
  visibility?: SymbolVisibility | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Field numbers left to extensions. */
export interface DescriptorProto_ExtensionRange {
  start?: number | undefined;
  /** Exclusive. */
  end?: number | undefined;
  options?: ExtensionRangeOptions | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Field numbers never to be used again. */
export interface DescriptorProto_ReservedRange {
  start?: number | undefined;
  /** Exclusive. */
  end?: number | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of an extension range. */
export interface ExtensionRangeOptions {
  uninterpretedOption: UninterpretedOption[];
  /** The extensions foreseen for this range. */
  declaration: ExtensionRangeOptions_Declaration[];
  features?: FeatureSet | undefined;
  /** UNVERIFIED when absent. */
  verification?: ExtensionRangeOptions_VerificationState | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Whether every extension of a range must be declared. */
export const ExtensionRangeOptions_VerificationState = {
  DECLARATION: 0,
  UNVERIFIED: 1,
} as const;
export type ExtensionRangeOptions_VerificationState =
  (typeof ExtensionRangeOptions_VerificationState)[keyof typeof ExtensionRangeOptions_VerificationState];

/** An extension foreseen for a range; others are refused. */
export interface ExtensionRangeOptions_Declaration {
  number?: number | undefined;
  /** With a leading dot: `.shop.v1.discount`. */
  fullName?: string | undefined;
  /** A scalar's name, or a type's full name with a leading dot. */
  type?: string | undefined;
  /** The number was used once and must stay free. */
  reserved?: boolean | undefined;
  repeated?: boolean | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A field of a message, or an extension. */
export interface FieldDescriptorProto {
  name?: string | undefined;
  number?: number | undefined;
  label?: FieldDescriptorProto_Label | undefined;
  type?: FieldDescriptorProto_Type | undefined;
  /** Of a message, group or enum: absolute with a leading dot once resolved. */
  typeName?: string | undefined;
  /** For extensions, the message extended; resolved like `typeName`. */
  extendee?: string | undefined;
  /** As text: numbers in decimal, enum values by name, bytes C-escaped. */
  defaultValue?: string | undefined;
  /** Index into the message's `oneofDecl`. */
  oneofIndex?: number | undefined;
  /** Set by the compiler on every field: declared, or lowerCamelCase of the name. */
  jsonName?: string | undefined;
  options?: FieldOptions | undefined;
  /** An `optional` of proto3: member of a synthetic oneof of its own. */
  proto3Optional?: boolean | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** The type of a field as on the wire. */
export const FieldDescriptorProto_Type = {
  DOUBLE: 1,
  FLOAT: 2,
  INT64: 3,
  UINT64: 4,
  INT32: 5,
  FIXED64: 6,
  FIXED32: 7,
  BOOL: 8,
  STRING: 9,
  GROUP: 10,
  MESSAGE: 11,
  BYTES: 12,
  UINT32: 13,
  ENUM: 14,
  SFIXED32: 15,
  SFIXED64: 16,
  SINT32: 17,
  SINT64: 18,
} as const;
export type FieldDescriptorProto_Type =
  (typeof FieldDescriptorProto_Type)[keyof typeof FieldDescriptorProto_Type];

/** How often a field occurs. */
export const FieldDescriptorProto_Label = {
  OPTIONAL: 1,
  REPEATED: 3,
  REQUIRED: 2,
} as const;
export type FieldDescriptorProto_Label =
  (typeof FieldDescriptorProto_Label)[keyof typeof FieldDescriptorProto_Label];

/** A oneof; its fields point to it by index. */
export interface OneofDescriptorProto {
  name?: string | undefined;
  options?: OneofOptions | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** An enum type. */
export interface EnumDescriptorProto {
  name?: string | undefined;
  value: EnumValueDescriptorProto[];
  options?: EnumOptions | undefined;
  reservedRange: EnumDescriptorProto_EnumReservedRange[];
  reservedName: string[];
  visibility?: SymbolVisibility | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Numbers never to be used again. */
export interface EnumDescriptorProto_EnumReservedRange {
  start?: number | undefined;
  /** Inclusive, unlike in messages. */
  end?: number | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** One value of an enum. */
export interface EnumValueDescriptorProto {
  name?: string | undefined;
  number?: number | undefined;
  options?: EnumValueOptions | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A service. */
export interface ServiceDescriptorProto {
  name?: string | undefined;
  method: MethodDescriptorProto[];
  options?: ServiceOptions | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** A method of a service. */
export interface MethodDescriptorProto {
  name?: string | undefined;
  /** Resolved like a field's `typeName`. */
  inputType?: string | undefined;
  outputType?: string | undefined;
  options?: MethodOptions | undefined;
  clientStreaming?: boolean | undefined;
  serverStreaming?: boolean | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of a file. */
export interface FileOptions {
  javaPackage?: string | undefined;
  javaOuterClassname?: string | undefined;
  javaMultipleFiles?: boolean | undefined;
  javaGenerateEqualsAndHash?: boolean | undefined;
  javaStringCheckUtf8?: boolean | undefined;
  /** SPEED when absent. */
  optimizeFor?: FileOptions_OptimizeMode | undefined;
  goPackage?: string | undefined;
  ccGenericServices?: boolean | undefined;
  javaGenericServices?: boolean | undefined;
  pyGenericServices?: boolean | undefined;
  deprecated?: boolean | undefined;
  ccEnableArenas?: boolean | undefined;
  objcClassPrefix?: string | undefined;
  csharpNamespace?: string | undefined;
  swiftPrefix?: string | undefined;
  phpClassPrefix?: string | undefined;
  phpNamespace?: string | undefined;
  phpMetadataNamespace?: string | undefined;
  rubyPackage?: string | undefined;
  features?: FeatureSet | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Which kind of code generators should emit. */
export const FileOptions_OptimizeMode = {
  SPEED: 1,
  CODE_SIZE: 2,
  LITE_RUNTIME: 3,
} as const;
export type FileOptions_OptimizeMode =
  (typeof FileOptions_OptimizeMode)[keyof typeof FileOptions_OptimizeMode];

/** Options of a message. */
export interface MessageOptions {
  messageSetWireFormat?: boolean | undefined;
  noStandardDescriptorAccessor?: boolean | undefined;
  deprecated?: boolean | undefined;
  /** Set on the entry message that the compiler makes for a map field. */
  mapEntry?: boolean | undefined;
  deprecatedLegacyJsonFieldConflicts?: boolean | undefined;
  features?: FeatureSet | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of a field. */
export interface FieldOptions {
  ctype?: FieldOptions_CType | undefined;
  packed?: boolean | undefined;
  /** JS_NORMAL when absent. */
  jstype?: FieldOptions_JSType | undefined;
  lazy?: boolean | undefined;
  unverifiedLazy?: boolean | undefined;
  deprecated?: boolean | undefined;
  weak?: boolean | undefined;
  debugRedact?: boolean | undefined;
  retention?: FieldOptions_OptionRetention | undefined;
  targets: FieldOptions_OptionTargetType[];
  editionDefaults: FieldOptions_EditionDefault[];
  features?: FeatureSet | undefined;
  featureSupport?: FieldOptions_FeatureSupport | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Representation in C++; of no meaning elsewhere. */
export const FieldOptions_CType = {
  STRING: 0,
  CORD: 1,
  STRING_PIECE: 2,
} as const;
export type FieldOptions_CType = (typeof FieldOptions_CType)[keyof typeof FieldOptions_CType];

/** How a 64-bit integer field is represented in JavaScript. */
export const FieldOptions_JSType = {
  JS_NORMAL: 0,
  JS_STRING: 1,
  JS_NUMBER: 2,
} as const;
export type FieldOptions_JSType = (typeof FieldOptions_JSType)[keyof typeof FieldOptions_JSType];

/** Whether an option reaches the run time. */
export const FieldOptions_OptionRetention = {
  RETENTION_UNKNOWN: 0,
  RETENTION_RUNTIME: 1,
  RETENTION_SOURCE: 2,
} as const;
export type FieldOptions_OptionRetention =
  (typeof FieldOptions_OptionRetention)[keyof typeof FieldOptions_OptionRetention];

/** What an option may be set on. */
export const FieldOptions_OptionTargetType = {
  TARGET_TYPE_UNKNOWN: 0,
  TARGET_TYPE_FILE: 1,
  TARGET_TYPE_EXTENSION_RANGE: 2,
  TARGET_TYPE_MESSAGE: 3,
  TARGET_TYPE_FIELD: 4,
  TARGET_TYPE_ONEOF: 5,
  TARGET_TYPE_ENUM: 6,
  TARGET_TYPE_ENUM_ENTRY: 7,
  TARGET_TYPE_SERVICE: 8,
  TARGET_TYPE_METHOD: 9,
} as const;
export type FieldOptions_OptionTargetType =
  (typeof FieldOptions_OptionTargetType)[keyof typeof FieldOptions_OptionTargetType];

/** The default of a feature from an edition on. */
export interface FieldOptions_EditionDefault {
  edition?: Edition | undefined;
  /** In text format. */
  value?: string | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Editions in which a feature or value is offered, deprecated and gone. */
export interface FieldOptions_FeatureSupport {
  editionIntroduced?: Edition | undefined;
  editionDeprecated?: Edition | undefined;
  deprecationWarning?: string | undefined;
  editionRemoved?: Edition | undefined;
  removalError?: string | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of a oneof. */
export interface OneofOptions {
  features?: FeatureSet | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of an enum. */
export interface EnumOptions {
  /** Several names may stand for one number. */
  allowAlias?: boolean | undefined;
  deprecated?: boolean | undefined;
  deprecatedLegacyJsonFieldConflicts?: boolean | undefined;
  features?: FeatureSet | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of an enum value. */
export interface EnumValueOptions {
  deprecated?: boolean | undefined;
  features?: FeatureSet | undefined;
  debugRedact?: boolean | undefined;
  featureSupport?: FieldOptions_FeatureSupport | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of a service. */
export interface ServiceOptions {
  features?: FeatureSet | undefined;
  deprecated?: boolean | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Options of a method. */
export interface MethodOptions {
  deprecated?: boolean | undefined;
  /** IDEMPOTENCY_UNKNOWN when absent. */
  idempotencyLevel?: MethodOptions_IdempotencyLevel | undefined;
  features?: FeatureSet | undefined;
  uninterpretedOption: UninterpretedOption[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Whether a method may be called again, or cached. */
export const MethodOptions_IdempotencyLevel = {
  IDEMPOTENCY_UNKNOWN: 0,
  NO_SIDE_EFFECTS: 1,
  IDEMPOTENT: 2,
} as const;
export type MethodOptions_IdempotencyLevel =
  (typeof MethodOptions_IdempotencyLevel)[keyof typeof MethodOptions_IdempotencyLevel];

/** An option as the parser saw it, before it is matched with a field of an options message. */
export interface UninterpretedOption {
  name: UninterpretedOption_NamePart[];
  identifierValue?: string | undefined;
  positiveIntValue?: bigint | undefined;
  negativeIntValue?: bigint | undefined;
  doubleValue?: number | undefined;
  stringValue?: Uint8Array | undefined;
  aggregateValue?: string | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** One part of an option's dotted name. */
export interface UninterpretedOption_NamePart {
  namePart: string;
  /** The part stood in parentheses. */
  isExtension: boolean;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Features, which editions switch on and off. */
export interface FeatureSet {
  fieldPresence?: FeatureSet_FieldPresence | undefined;
  enumType?: FeatureSet_EnumType | undefined;
  repeatedFieldEncoding?: FeatureSet_RepeatedFieldEncoding | undefined;
  utf8Validation?: FeatureSet_Utf8Validation | undefined;
  messageEncoding?: FeatureSet_MessageEncoding | undefined;
  jsonFormat?: FeatureSet_JsonFormat | undefined;
  enforceNamingStyle?: FeatureSet_EnforceNamingStyle | undefined;
  defaultSymbolVisibility?: FeatureSet_VisibilityFeature_DefaultSymbolVisibility | undefined;
  enforceProtoLimits?: FeatureSet_ProtoLimitsFeature_EnforceProtoLimits | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Whether a field tells absent from zero. */
export const FeatureSet_FieldPresence = {
  FIELD_PRESENCE_UNKNOWN: 0,
  EXPLICIT: 1,
  IMPLICIT: 2,
  LEGACY_REQUIRED: 3,
} as const;
export type FeatureSet_FieldPresence =
  (typeof FeatureSet_FieldPresence)[keyof typeof FeatureSet_FieldPresence];

/** Whether an enum field holds unknown numbers. */
export const FeatureSet_EnumType = {
  ENUM_TYPE_UNKNOWN: 0,
  OPEN: 1,
  CLOSED: 2,
} as const;
export type FeatureSet_EnumType = (typeof FeatureSet_EnumType)[keyof typeof FeatureSet_EnumType];

/** Whether repeated scalars are packed. */
export const FeatureSet_RepeatedFieldEncoding = {
  REPEATED_FIELD_ENCODING_UNKNOWN: 0,
  PACKED: 1,
  EXPANDED: 2,
} as const;
export type FeatureSet_RepeatedFieldEncoding =
  (typeof FeatureSet_RepeatedFieldEncoding)[keyof typeof FeatureSet_RepeatedFieldEncoding];

/** Whether strings must be valid UTF-8. */
export const FeatureSet_Utf8Validation = {
  UTF8_VALIDATION_UNKNOWN: 0,
  VERIFY: 2,
  NONE: 3,
} as const;
export type FeatureSet_Utf8Validation =
  (typeof FeatureSet_Utf8Validation)[keyof typeof FeatureSet_Utf8Validation];

/** Length-prefixed, or delimited like groups. */
export const FeatureSet_MessageEncoding = {
  MESSAGE_ENCODING_UNKNOWN: 0,
  LENGTH_PREFIXED: 1,
  DELIMITED: 2,
} as const;
export type FeatureSet_MessageEncoding =
  (typeof FeatureSet_MessageEncoding)[keyof typeof FeatureSet_MessageEncoding];

/** Whether the JSON form must be free of conflicts. */
export const FeatureSet_JsonFormat = {
  JSON_FORMAT_UNKNOWN: 0,
  ALLOW: 1,
  LEGACY_BEST_EFFORT: 2,
} as const;
export type FeatureSet_JsonFormat =
  (typeof FeatureSet_JsonFormat)[keyof typeof FeatureSet_JsonFormat];

/** The style guide that names must follow. */
export const FeatureSet_EnforceNamingStyle = {
  ENFORCE_NAMING_STYLE_UNKNOWN: 0,
  STYLE2024: 1,
  STYLE_LEGACY: 2,
  STYLE2026: 3,
} as const;
export type FeatureSet_EnforceNamingStyle =
  (typeof FeatureSet_EnforceNamingStyle)[keyof typeof FeatureSet_EnforceNamingStyle];

/** Scope of DefaultSymbolVisibility. */
export interface FeatureSet_VisibilityFeature {
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Visibility of symbols without a keyword. */
export const FeatureSet_VisibilityFeature_DefaultSymbolVisibility = {
  DEFAULT_SYMBOL_VISIBILITY_UNKNOWN: 0,
  EXPORT_ALL: 1,
  EXPORT_TOP_LEVEL: 2,
  LOCAL_ALL: 3,
  STRICT: 4,
} as const;
export type FeatureSet_VisibilityFeature_DefaultSymbolVisibility =
  (typeof FeatureSet_VisibilityFeature_DefaultSymbolVisibility)[keyof typeof FeatureSet_VisibilityFeature_DefaultSymbolVisibility];

/** Scope of EnforceProtoLimits. */
export interface FeatureSet_ProtoLimitsFeature {
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Which size limits a file must keep to. */
export const FeatureSet_ProtoLimitsFeature_EnforceProtoLimits = {
  PROTO_LIMITS_UNKNOWN: 0,
  LEGACY_NO_EXPLICIT_LIMITS: 1,
  PROTO_LIMITS2026: 2,
} as const;
export type FeatureSet_ProtoLimitsFeature_EnforceProtoLimits =
  (typeof FeatureSet_ProtoLimitsFeature_EnforceProtoLimits)[keyof typeof FeatureSet_ProtoLimitsFeature_EnforceProtoLimits];

/** The features that each edition starts from. */
export interface FeatureSetDefaults {
  defaults: FeatureSetDefaults_FeatureSetEditionDefault[];
  minimumEdition?: Edition | undefined;
  maximumEdition?: Edition | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** The features of one edition, up to the next one listed. */
export interface FeatureSetDefaults_FeatureSetEditionDefault {
  edition?: Edition | undefined;
  overridableFeatures?: FeatureSet | undefined;
  fixedFeatures?: FeatureSet | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Positions and comments of a file's declarations. */
export interface SourceCodeInfo {
  location: SourceCodeInfo_Location[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Position and comments of one declaration. */
export interface SourceCodeInfo_Location {
  /** Field numbers and indexes from FileDescriptorProto down: [4, 0, 2, 1] is messageType[0].field[1]. */
  path: number[];
  /** Start line, start column, end line (left out when it is the start's), end column; from zero. */
  span: number[];
  leadingComments?: string | undefined;
  trailingComments?: string | undefined;
  /** Comments before the leading one, separated by blank lines. */
  leadingDetachedComments: string[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** Which generated text stems from which declaration. */
export interface GeneratedCodeInfo {
  annotation: GeneratedCodeInfo_Annotation[];
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** One span of generated text and its origin. */
export interface GeneratedCodeInfo_Annotation {
  path: number[];
  sourceFile?: string | undefined;
  begin?: number | undefined;
  end?: number | undefined;
  semantic?: GeneratedCodeInfo_Annotation_Semantic | undefined;
  /** Fields unknown to this contract, as encoded. */
  $unknown?: Uint8Array | undefined;
}

/** What the generated text does to the declared thing. */
export const GeneratedCodeInfo_Annotation_Semantic = {
  NONE: 0,
  SET: 1,
  ALIAS: 2,
} as const;
export type GeneratedCodeInfo_Annotation_Semantic =
  (typeof GeneratedCodeInfo_Annotation_Semantic)[keyof typeof GeneratedCodeInfo_Annotation_Semantic];
