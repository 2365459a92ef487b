// The linked model of a contract: what FileDescriptorProtos say, with names
// resolved to objects, features to booleans and defaults to values. The code
// generator, the interpreter, ProtoJSON and reflection all read this model and
// never the raw protos, which stay reachable as `proto`.

import type {
  DescriptorProto,
  Edition,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";

/** Any descriptor; `kind` says which. */
export type AnyDescriptor =
  | FileDescriptor
  | MessageDescriptor
  | FieldDescriptor
  | ExtensionDescriptor
  | OneofDescriptor
  | EnumDescriptor
  | EnumValueDescriptor
  | ServiceDescriptor
  | MethodDescriptor;

/** The scalar types, named as in a .proto file. */
export type ScalarType =
  | "double"
  | "float"
  | "int32"
  | "int64"
  | "uint32"
  | "uint64"
  | "sint32"
  | "sint64"
  | "fixed32"
  | "fixed64"
  | "sfixed32"
  | "sfixed64"
  | "bool"
  | "string"
  | "bytes";

/** The type of a field's value, or of a map's values. A group is a "message" with `delimited` set. */
export type FieldType = ScalarType | "enum" | "message";

/** A scalar or enum value as messages hold it. */
export type ScalarValue = number | bigint | boolean | string | Uint8Array;

/** Comments of one declaration, without their markers, each line as written. */
export interface Comments {
  /** Right before the declaration. */
  readonly leading: string | undefined;
  /** Right after it, on its line or below. */
  readonly trailing: string | undefined;
  /** Before the leading comment, set off by blank lines. */
  readonly leadingDetached: readonly string[];
}

/** Position of a declaration in its file; lines and columns from zero, end exclusive. */
export interface SourceSpan {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The properties of every declaration. */
export interface Declaration {
  /** From SourceCodeInfo, looked up when read; all empty where that was stripped. */
  readonly comments: Comments;
  /** From SourceCodeInfo, looked up when read. */
  readonly span: SourceSpan | undefined;
  /** Path in SourceCodeInfo: [4, 0, 2, 1] is messageType[0].field[1]. Empty for a file. */
  readonly sourcePath: readonly number[];
  /** Marked `deprecated = true`. */
  readonly deprecated: boolean;
}

/** The features of one declaration with inheritance and edition defaults worked out. */
export interface ResolvedFeatures {
  readonly fieldPresence: "explicit" | "implicit" | "legacyRequired";
  readonly enumType: "open" | "closed";
  readonly repeatedFieldEncoding: "packed" | "expanded";
  readonly utf8Validation: "verify" | "none";
  readonly messageEncoding: "lengthPrefixed" | "delimited";
  readonly jsonFormat: "allow" | "legacyBestEffort";
}

/** One .proto file. */
export interface FileDescriptor extends Declaration {
  readonly kind: "file";
  readonly proto: FileDescriptorProto;
  /** Path as imported: "shop/v1/orders.proto". */
  readonly name: string;
  /** "shop.v1", or "" for none. */
  readonly packageName: string;
  readonly syntax: "proto2" | "proto3" | "editions";
  /** EDITION_PROTO2 and EDITION_PROTO3 for the two syntaxes. */
  readonly edition: Edition;
  /** Imported files, in the order of the import lines. A missing weak import is left out. */
  readonly dependencies: readonly FileDescriptor[];
  readonly publicDependencies: readonly FileDescriptor[];
  readonly weakDependencies: readonly FileDescriptor[];
  /** Top-level declarations, in source order. */
  readonly messages: readonly MessageDescriptor[];
  readonly enums: readonly EnumDescriptor[];
  readonly services: readonly ServiceDescriptor[];
  readonly extensions: readonly ExtensionDescriptor[];
  readonly features: ResolvedFeatures;
  /** Comments of the `syntax` or `edition` line, where licences stand. */
  readonly syntaxComments: Comments;
  /** Comments of the `package` line. */
  readonly packageComments: Comments;
}

/** A message type. The entry types that map fields are encoded as are not listed in `nestedMessages`. */
export interface MessageDescriptor extends Declaration {
  readonly kind: "message";
  readonly proto: DescriptorProto;
  readonly file: FileDescriptor;
  /** The message this one is declared in. */
  readonly parent: MessageDescriptor | undefined;
  /** "Item" of shop.v1.Order.Item. */
  readonly name: string;
  /** "Order_Item": what generated code calls it (before avoiding reserved words). */
  readonly localName: string;
  /** "shop.v1.Order.Item", no leading dot. */
  readonly typeName: string;
  /** In source order, without extensions. */
  readonly fields: readonly FieldDescriptor[];
  /** Oneofs that were written as such, in source order; the ones of proto3 `optional` are not here. */
  readonly oneofs: readonly OneofDescriptor[];
  /** Fields outside oneofs and oneofs, in the order of the first field: the properties of a message object. */
  readonly members: readonly (FieldDescriptor | OneofDescriptor)[];
  readonly nestedMessages: readonly MessageDescriptor[];
  readonly nestedEnums: readonly EnumDescriptor[];
  readonly nestedExtensions: readonly ExtensionDescriptor[];
  /** Field by number; undefined when there is none. */
  fieldByNumber(number: number): FieldDescriptor | undefined;
  /** Field by its name in the .proto file. */
  fieldByName(name: string): FieldDescriptor | undefined;
  /** Made by the compiler for a map field: fields `key` = 1, `value` = 2. */
  readonly mapEntry: boolean;
  /** Encoded as a set of groups keyed by extension number (an ancient proto2 option). */
  readonly messageSet: boolean;
  readonly features: ResolvedFeatures;
}

/** The properties that fields and extensions share. */
export interface FieldShape extends Declaration {
  readonly proto: FieldDescriptorProto;
  readonly file: FileDescriptor;
  /** As in the .proto file. */
  readonly name: string;
  /** Property of message objects: lowerCamelCase, unique in its message, harmless as a property name. */
  readonly localName: string;
  /** Name in ProtoJSON: declared, or lowerCamelCase. */
  readonly jsonName: string;
  readonly number: number;
  /**
   * The type of the field's value; of a repeated field, of each element; of a map field, "message"
   * (see `map`).
   */
  readonly type: FieldType;
  /** Set when `type` is "message"; for a map field, the entry type. */
  readonly message: MessageDescriptor | undefined;
  /** Set when `type` is "enum". */
  readonly enum: EnumDescriptor | undefined;
  /** A list. False for maps. */
  readonly repeated: boolean;
  /** Set for map fields. */
  readonly map: MapShape | undefined;
  /** proto2 `required`, or LEGACY_REQUIRED of editions. */
  readonly required: boolean;
  /** Whether absent and zero differ. True for message fields and oneof members, false for lists and maps. */
  readonly presence: boolean;
  /** A repeated field that is encoded packed. Decoders take both forms. */
  readonly packed: boolean;
  /** A message that is encoded between start-group and end-group tags. */
  readonly delimited: boolean;
  /** Whether strings (map keys and values included) that are not UTF-8 are errors. */
  readonly utf8Validation: boolean;
  /** For enum fields: numbers without a name are values like others, and not unknown fields. */
  readonly openEnum: boolean;
  /** For 64-bit integers: the type the property has in JavaScript; "normal" is bigint. */
  readonly jstype: "normal" | "string" | "number";
  /** Declared default of a proto2 or editions field; undefined where none is declared. Enums by number. */
  readonly defaultValue: ScalarValue | undefined;
  readonly features: ResolvedFeatures;
}

/** Key and value of a map field, as fields 1 and 2 of its entry type. */
export interface MapShape {
  readonly entry: MessageDescriptor;
  /** `type` is an integer type, "bool" or "string". */
  readonly key: FieldDescriptor;
  readonly value: FieldDescriptor;
}

/** A field of a message. */
export interface FieldDescriptor extends FieldShape {
  readonly kind: "field";
  readonly parent: MessageDescriptor;
  /** "shop.v1.Order.id" */
  readonly fullName: string;
  /** The oneof the field is written in; undefined for a proto3 `optional`. */
  readonly oneof: OneofDescriptor | undefined;
  /** Written `optional` in a proto3 file. */
  readonly proto3Optional: boolean;
}

/** An extension: a field declared outside of the message it belongs to. */
export interface ExtensionDescriptor extends FieldShape {
  readonly kind: "extension";
  /** Message whose numbers it uses. */
  readonly extendee: MessageDescriptor;
  /** Message it is declared in, which only scopes its name. */
  readonly parent: MessageDescriptor | undefined;
  /** "shop.v1.discount"; in ProtoJSON written in brackets. */
  readonly fullName: string;
}

/** A oneof. */
export interface OneofDescriptor extends Declaration {
  readonly kind: "oneof";
  readonly proto: OneofDescriptorProto;
  readonly parent: MessageDescriptor;
  readonly name: string;
  /** Property of message objects. */
  readonly localName: string;
  readonly fullName: string;
  /** In source order; at least one. */
  readonly fields: readonly FieldDescriptor[];
}

/** An enum type. */
export interface EnumDescriptor extends Declaration {
  readonly kind: "enum";
  readonly proto: EnumDescriptorProto;
  readonly file: FileDescriptor;
  readonly parent: MessageDescriptor | undefined;
  readonly name: string;
  /** "Order_Status": what generated code calls it (before avoiding reserved words). */
  readonly localName: string;
  readonly typeName: string;
  /** Unknown numbers are values like others (proto3). Closed enums keep them as unknown fields (proto2). */
  readonly open: boolean;
  /** In source order; aliases included. */
  readonly values: readonly EnumValueDescriptor[];
  /** "ORDER_STATUS_" when all values carry it and are identifiers without it; else "". */
  readonly sharedPrefix: string;
  /** First value with this number; undefined when there is none. */
  valueByNumber(number: number): EnumValueDescriptor | undefined;
  /** Value by its name in the .proto file. */
  valueByName(name: string): EnumValueDescriptor | undefined;
  readonly features: ResolvedFeatures;
}

/** One value of an enum. */
export interface EnumValueDescriptor extends Declaration {
  readonly kind: "enumValue";
  readonly proto: EnumValueDescriptorProto;
  readonly parent: EnumDescriptor;
  readonly name: string;
  /** Key of the const object: the name without the shared prefix. */
  readonly localName: string;
  /** A sibling of its enum, as the language scopes it: "shop.v1.ORDER_STATUS_PAID". */
  readonly fullName: string;
  readonly number: number;
}

/** A service. */
export interface ServiceDescriptor extends Declaration {
  readonly kind: "service";
  readonly proto: ServiceDescriptorProto;
  readonly file: FileDescriptor;
  readonly name: string;
  readonly typeName: string;
  /** In source order. */
  readonly methods: readonly MethodDescriptor[];
}

/** A method of a service. */
export interface MethodDescriptor extends Declaration {
  readonly kind: "method";
  readonly proto: MethodDescriptorProto;
  readonly parent: ServiceDescriptor;
  /** "GetOrder" */
  readonly name: string;
  /** "getOrder": property of clients and implementations. */
  readonly localName: string;
  readonly fullName: string;
  /** "/shop.v1.OrderService/GetOrder" */
  readonly path: string;
  readonly methodKind: "unary" | "serverStreaming" | "clientStreaming" | "bidiStreaming";
  readonly input: MessageDescriptor;
  readonly output: MessageDescriptor;
  readonly idempotency: "unknown" | "noSideEffects" | "idempotent";
}
