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
  /** The first line, from 0. */
  readonly startLine: number;
  /** The column of its first character, from 0. */
  readonly startColumn: number;
  /** The last line, from 0. */
  readonly endLine: number;
  /** The column behind its last character, from 0. */
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
  /** Whether fields that hold one value know if they are set. */
  readonly fieldPresence: "explicit" | "implicit" | "legacyRequired";
  /** Whether values without a name are kept in the field (open) or as unknown fields (closed). */
  readonly enumType: "open" | "closed";
  /** Whether repeated fields of numbers share one tag. */
  readonly repeatedFieldEncoding: "packed" | "expanded";
  /** Whether strings are checked to be UTF-8. */
  readonly utf8Validation: "verify" | "none";
  /** How messages in messages are framed: with a length, or as a group. */
  readonly messageEncoding: "lengthPrefixed" | "delimited";
  /** Whether JSON is fully supported, or as far as it happens to work. */
  readonly jsonFormat: "allow" | "legacyBestEffort";
}

/** One .proto file. */
export interface FileDescriptor extends Declaration {
  /** Tells a file from other descriptors. */
  readonly kind: "file";
  /** The message that the descriptor is made from. */
  readonly proto: FileDescriptorProto;
  /** Path as imported: "shop/v1/orders.proto". */
  readonly name: string;
  /** "shop.v1", or "" for none. */
  readonly packageName: string;
  /** The syntax line of the file; "proto2" where it is missing. */
  readonly syntax: "proto2" | "proto3" | "editions";
  /** EDITION_PROTO2 and EDITION_PROTO3 for the two syntaxes. */
  readonly edition: Edition;
  /** Imported files, in the order of the import lines. A missing weak import is left out. */
  readonly dependencies: readonly FileDescriptor[];
  /** Files that those which import this one see as well. */
  readonly publicDependencies: readonly FileDescriptor[];
  /** Imports that may be missing. */
  readonly weakDependencies: readonly FileDescriptor[];
  /** Top-level declarations, in source order. */
  readonly messages: readonly MessageDescriptor[];
  /** Top-level enums, in source order. */
  readonly enums: readonly EnumDescriptor[];
  /** Services, in source order. */
  readonly services: readonly ServiceDescriptor[];
  /** Top-level extensions, in source order. */
  readonly extensions: readonly ExtensionDescriptor[];
  /** The features of the file, which its declarations inherit. */
  readonly features: ResolvedFeatures;
  /** Comments of the `syntax` or `edition` line, where licences stand. */
  readonly syntaxComments: Comments;
  /** Comments of the `package` line. */
  readonly packageComments: Comments;
}

/** A message type. The entry types that map fields are encoded as are not listed in `nestedMessages`. */
export interface MessageDescriptor extends Declaration {
  /** Tells a message from other descriptors. */
  readonly kind: "message";
  /** The message that the descriptor is made from. */
  readonly proto: DescriptorProto;
  /** The file that it is declared in. */
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
  /** Messages declared in it, in source order. */
  readonly nestedMessages: readonly MessageDescriptor[];
  /** Enums declared in it, in source order. */
  readonly nestedEnums: readonly EnumDescriptor[];
  /** Extensions declared in it, in source order. */
  readonly nestedExtensions: readonly ExtensionDescriptor[];
  /** Field by number; undefined when there is none. */
  fieldByNumber(number: number): FieldDescriptor | undefined;
  /** Field by its name in the .proto file. */
  fieldByName(name: string): FieldDescriptor | undefined;
  /** Made by the compiler for a map field: fields `key` = 1, `value` = 2. */
  readonly mapEntry: boolean;
  /** Encoded as a set of groups keyed by extension number (an ancient proto2 option). */
  readonly messageSet: boolean;
  /** The features of the message, which its declarations inherit. */
  readonly features: ResolvedFeatures;
}

/** The properties that fields and extensions share. */
export interface FieldShape extends Declaration {
  /** The message that the descriptor is made from. */
  readonly proto: FieldDescriptorProto;
  /** The file that it is declared in. */
  readonly file: FileDescriptor;
  /** As in the .proto file. */
  readonly name: string;
  /** Property of message objects: lowerCamelCase, unique in its message, harmless as a property name. */
  readonly localName: string;
  /** Name in ProtoJSON: declared, or lowerCamelCase. */
  readonly jsonName: string;
  /** The field number. */
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
  /** The features of the field. */
  readonly features: ResolvedFeatures;
}

/** Key and value of a map field, as fields 1 and 2 of its entry type. */
export interface MapShape {
  /** The message that each entry is encoded as, with the fields `key` and `value`. */
  readonly entry: MessageDescriptor;
  /** `type` is an integer type, "bool" or "string". */
  readonly key: FieldDescriptor;
  /** The field of the values in that message. */
  readonly value: FieldDescriptor;
}

/** A field of a message. */
export interface FieldDescriptor extends FieldShape {
  /** Tells a field from other descriptors. */
  readonly kind: "field";
  /** The message that it is a field of. */
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
  /** Tells an extension from other descriptors. */
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
  /** Tells a oneof from other descriptors. */
  readonly kind: "oneof";
  /** The message that the descriptor is made from. */
  readonly proto: OneofDescriptorProto;
  /** The message that it is declared in. */
  readonly parent: MessageDescriptor;
  /** The name in the .proto file. */
  readonly name: string;
  /** Property of message objects. */
  readonly localName: string;
  /** The full name, such as `shop.v1.Order.payment`. */
  readonly fullName: string;
  /** In source order; at least one. */
  readonly fields: readonly FieldDescriptor[];
}

/** An enum type. */
export interface EnumDescriptor extends Declaration {
  /** Tells an enum from other descriptors. */
  readonly kind: "enum";
  /** The message that the descriptor is made from. */
  readonly proto: EnumDescriptorProto;
  /** The file that it is declared in. */
  readonly file: FileDescriptor;
  /** The message that it is declared in; undefined for a top-level one. */
  readonly parent: MessageDescriptor | undefined;
  /** The name in the .proto file. */
  readonly name: string;
  /** "Order_Status": what generated code calls it (before avoiding reserved words). */
  readonly localName: string;
  /** The full name, without a leading dot. */
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
  /** The features of the enum. */
  readonly features: ResolvedFeatures;
}

/** One value of an enum. */
export interface EnumValueDescriptor extends Declaration {
  /** Tells an enum value from other descriptors. */
  readonly kind: "enumValue";
  /** The message that the descriptor is made from. */
  readonly proto: EnumValueDescriptorProto;
  /** The enum that it is declared in. */
  readonly parent: EnumDescriptor;
  /** The name in the .proto file. */
  readonly name: string;
  /** Key of the const object: the name without the shared prefix. */
  readonly localName: string;
  /** A sibling of its enum, as the language scopes it: "shop.v1.ORDER_STATUS_PAID". */
  readonly fullName: string;
  /** The number that travels. */
  readonly number: number;
}

/** A service. */
export interface ServiceDescriptor extends Declaration {
  /** Tells a service from other descriptors. */
  readonly kind: "service";
  /** The message that the descriptor is made from. */
  readonly proto: ServiceDescriptorProto;
  /** The file that it is declared in. */
  readonly file: FileDescriptor;
  /** The name in the .proto file. */
  readonly name: string;
  /** The full name, without a leading dot. */
  readonly typeName: string;
  /** In source order. */
  readonly methods: readonly MethodDescriptor[];
}

/** A method of a service. */
export interface MethodDescriptor extends Declaration {
  /** Tells a method from other descriptors. */
  readonly kind: "method";
  /** The message that the descriptor is made from. */
  readonly proto: MethodDescriptorProto;
  /** The service that it is declared in. */
  readonly parent: ServiceDescriptor;
  /** "GetOrder" */
  readonly name: string;
  /** "getOrder": property of clients and implementations. */
  readonly localName: string;
  /** The full name, such as `shop.v1.OrderService.GetOrder`. */
  readonly fullName: string;
  /** "/shop.v1.OrderService/GetOrder" */
  readonly path: string;
  /** Which sides send a stream of messages. */
  readonly methodKind: "unary" | "serverStreaming" | "clientStreaming" | "bidiStreaming";
  /** The type of requests. */
  readonly input: MessageDescriptor;
  /** The type of responses. */
  readonly output: MessageDescriptor;
  /** Whether the method may be called twice, by its option `idempotency_level`. */
  readonly idempotency: "unknown" | "noSideEffects" | "idempotent";
}
