import type {
  DescriptorProto,
  DescriptorProto_ExtensionRange,
  DescriptorProto_ReservedRange,
  Edition,
  EnumDescriptorProto,
  EnumDescriptorProto_EnumReservedRange,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "@tramline/protobuf/wkt";
import type {
  EnumNode,
  EnumValueNode,
  FieldNode,
  ImportNode,
  MethodNode,
  Node,
  OptionNode,
  RangeNode,
  StringLiteral,
  TypeName,
} from "../ast/nodes.ts";
import type { Features } from "../features/features.ts";
import type { OptionTarget } from "../options/option-target.ts";
import type { Syntax } from "../parser/cursor.ts";
import type { ParsedFile } from "../parser/parse-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { LinkedFile } from "./linked-file.ts";

// What a file defines, each definition holding its descriptor, its place in the source and, once
// linked, the definitions that it refers to.

/** A scalar or enum value as options hold it: 64-bit integers are bigint, enums numbers. */
export type OptionScalar = number | bigint | boolean | string | Uint8Array;

/** A field of an options message that is set, in the order in which it was. */
export interface OptionField {
  readonly field: FieldDefinition;
  readonly value: OptionScalar | OptionMessage;
  /** Where it is written: the whole assignment. */
  readonly node: Node;
}

/** An options message, or a message within one, as the source sets it. */
export interface OptionMessage {
  readonly type: MessageDefinition;
  readonly fields: readonly OptionField[];
}

/** A declaration with options, and with features from them or from the declarations around it. */
interface Optional {
  /** Its options once interpreted, those for readers of the source included; undefined without any. */
  optionValues: OptionMessage | undefined;
  /** Those that hold for it; until options are interpreted, those that its file starts from. */
  features: Features;
}

/** An import line and the file it leads to. */
export interface ImportReference {
  readonly node: ImportNode;
  readonly path: string;
  /** Undefined when the file could not be found. Not free of cycles, which are reported but followed. */
  file: FileDefinition | undefined;
  used: boolean;
}

/** The result of looking up a name. */
export interface Lookup {
  readonly definition: Definition | undefined;
  /** When the first part of a name was found but the rest is not in it: what was looked for then. */
  readonly resolvedName: string | undefined;
  /** The definition in a file that is not imported, if only such a file has the name. */
  readonly invisible: Definition | undefined;
}

/** One file. */
export interface FileDefinition extends Optional, LinkedFile {
  readonly kind: "file";
  readonly parsed: ParsedFile;
  readonly source: SourceFile;
  readonly syntax: Syntax;
  /** Number of the edition; the old syntaxes have numbers too. */
  readonly edition: Edition;
  /** `shop.v1`, or empty. */
  readonly package: string;
  /** Its name in the package statement. */
  readonly packageNode: Node | undefined;
  readonly imports: ImportReference[];
  readonly messages: MessageDefinition[];
  readonly enums: EnumDefinition[];
  readonly services: ServiceDefinition[];
  readonly extensions: FieldDefinition[];
  /** Every element with options, in the order of the source. */
  readonly options: OptionTarget[];
  /** Itself, what it imports, and what that imports publicly. */
  readonly visible: Set<FileDefinition>;
  /** The results of looking up names of types from its package on, filled as names are looked up. */
  readonly knownTypes: Map<string, Lookup>;
  /** The same, for names of anything. */
  readonly knownNames: Map<string, Lookup>;
  /** The files that it imports for options only, with their public imports: only their fields are visible. */
  readonly visibleOptions: Set<FileDefinition>;
}

export interface MessageDefinition extends Optional {
  readonly kind: "message";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly parent: MessageDefinition | undefined;
  readonly proto: DescriptorProto;
  readonly nameNode: Node;
  readonly isMapEntry: boolean;
  readonly isGroup: boolean;
  /** Set by `option message_set_wire_format = true;`. */
  isMessageSet: boolean;
  readonly fields: FieldDefinition[];
  readonly oneofs: OneofDefinition[];
  readonly messages: MessageDefinition[];
  readonly enums: EnumDefinition[];
  readonly extensions: FieldDefinition[];
  readonly extensionRanges: ExtensionRangeDefinition[];
  readonly reservedRanges: ReservedRangeDefinition[];
  readonly reservedNames: StringLiteral[];
}

export interface ExtensionRangeDefinition {
  readonly node: RangeNode;
  readonly proto: DescriptorProto_ExtensionRange;
  optionValues: OptionMessage | undefined;
}

export interface ReservedRangeDefinition {
  readonly node: RangeNode;
  readonly proto: DescriptorProto_ReservedRange | EnumDescriptorProto_EnumReservedRange;
}

/** A field or an extension. */
export interface FieldDefinition extends Optional {
  readonly kind: "field";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  /** The message in which it is written; of an extension, undefined at the top of a file. */
  readonly parent: MessageDefinition | undefined;
  readonly proto: FieldDescriptorProto;
  /** For the key and the value of a map entry, the map field. */
  readonly node: FieldNode;
  /** Its type as written; the key's or the value's for fields of a map entry. Undefined for a map field. */
  readonly type: TypeName | undefined;
  /** The message that it extends as written; undefined for a field. */
  readonly extendee: TypeName | undefined;
  readonly oneof: OneofDefinition | undefined;
  readonly defaultNode: OptionNode | undefined;
  readonly jsonNameNode: OptionNode | undefined;
  /** Its type, if that is a message or an enum, once linked. */
  typeDefinition: MessageDefinition | EnumDefinition | undefined;
  /** The message that has the field; of an extension, the extended one once linked. */
  containing: MessageDefinition | undefined;
}

export interface OneofDefinition extends Optional {
  readonly kind: "oneof";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly parent: MessageDefinition;
  readonly proto: OneofDescriptorProto;
  readonly nameNode: Node;
  readonly closeNode: Node;
  /** Something in it could not be read. */
  readonly broken: boolean;
  /** Made for a proto3 `optional`. */
  readonly isSynthetic: boolean;
  fieldCount: number;
}

export interface EnumDefinition extends Optional {
  readonly kind: "enum";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly parent: MessageDefinition | undefined;
  readonly proto: EnumDescriptorProto;
  readonly node: EnumNode;
  readonly nameNode: Node;
  readonly values: EnumValueDefinition[];
  readonly reservedRanges: ReservedRangeDefinition[];
  readonly reservedNames: StringLiteral[];
}

export interface EnumValueDefinition extends Optional {
  readonly kind: "enumValue";
  readonly name: string;
  /** A sibling of its enum: `shop.v1.PAID`. */
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly parent: EnumDefinition;
  readonly proto: EnumValueDescriptorProto;
  readonly node: EnumValueNode;
  readonly nameNode: Node;
}

export interface ServiceDefinition extends Optional {
  readonly kind: "service";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly proto: ServiceDescriptorProto;
  readonly nameNode: Node;
  readonly methods: MethodDefinition[];
}

export interface MethodDefinition extends Optional {
  readonly kind: "method";
  readonly name: string;
  readonly fullName: string;
  readonly file: FileDefinition;
  readonly parent: ServiceDefinition;
  readonly proto: MethodDescriptorProto;
  readonly node: MethodNode;
  /** The message that it takes, once linked. */
  input: MessageDefinition | undefined;
  /** The response message, once linked. */
  output: MessageDefinition | undefined;
  readonly nameNode: Node;
}

/** A package, or a part of one, as a name in which others are. */
export interface PackageDefinition {
  readonly kind: "package";
  readonly fullName: string;
  readonly files: Set<FileDefinition>;
}

/** Any definition that has a full name. */
export type Definition =
  | PackageDefinition
  | MessageDefinition
  | FieldDefinition
  | OneofDefinition
  | EnumDefinition
  | EnumValueDefinition
  | ServiceDefinition
  | MethodDefinition;

/** A definition other than a package: one that is in a file. */
export type FileMember = Exclude<Definition, PackageDefinition>;
