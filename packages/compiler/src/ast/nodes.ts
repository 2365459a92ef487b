// The syntax tree of a .proto file. Every node says which tokens it spans; text, positions and
// comments are read from the tokens. Statements stand in the order of the source.

/** Tokens from `first` to `last`, both included, as indexes into {@link Tokens}. */
export interface Node {
  readonly first: number;
  readonly last: number;
}

/** A single name. */
export interface Identifier extends Node {
  readonly name: string;
}

/** A name with dots, perhaps with a leading one: `.shop.v1.Order`; or a scalar type: `int32`. */
export interface TypeName extends Node {
  readonly name: string;
}

/** One or several adjacent string tokens. */
export interface StringLiteral extends Node {
  /** The text that they stand for together. */
  readonly value: string;
}

/** An integer, perhaps with a minus sign. */
export interface IntegerLiteral extends Node {
  readonly value: number;
  /** False if it is malformed or out of range, which has been reported; the value is 0 then. */
  readonly valid: boolean;
}

/** A whole file. */
export interface FileNode extends Node {
  readonly kind: "file";
  readonly statements: readonly FileStatement[];
}

export type FileStatement =
  | SyntaxNode
  | PackageNode
  | ImportNode
  | OptionNode
  | MessageNode
  | EnumNode
  | ExtendNode
  | ServiceNode
  | EmptyNode;

/** `;` alone. */
export interface EmptyNode extends Node {
  readonly kind: "empty";
}

/** `syntax = "proto3";` or `edition = "2023";` */
export interface SyntaxNode extends Node {
  readonly kind: "syntax";
  readonly keyword: "syntax" | "edition";
  readonly value: StringLiteral;
}

/** `package shop.v1;` */
export interface PackageNode extends Node {
  readonly kind: "package";
  readonly name: TypeName;
}

/** `import "a.proto";` */
export interface ImportNode extends Node {
  readonly kind: "import";
  readonly modifier: "public" | "weak" | "option" | undefined;
  /** Token of the modifier; -1 without one. */
  readonly modifierToken: number;
  readonly path: StringLiteral;
}

/** A part of an option's name: `deprecated`, or `(shop.v1.audit)`. */
export interface OptionNamePart extends Node {
  readonly name: string;
  readonly isExtension: boolean;
}

/** `option a.(b).c = value;`, or `a.(b).c = value` between brackets. */
export interface OptionNode extends Node {
  readonly kind: "option";
  readonly name: readonly OptionNamePart[];
  readonly value: OptionValue;
}

export type OptionValue = ScalarValue | AggregateValue;

/** A value that is written as one word, number or string. */
export type ScalarValue = IdentifierValue | NumberValue | StringValue;

/** `true`, `SPEED`, `inf`; with a minus sign only `inf` and `nan`. */
export interface IdentifierValue extends Node {
  readonly kind: "identifier";
  readonly name: string;
  readonly negative: boolean;
}

export interface NumberValue extends Node {
  readonly kind: "number";
  /** True with a minus sign, which of 0 neither value tells. */
  readonly negative: boolean;
  /** False for an integer in octal or hexadecimal. */
  readonly decimal: boolean;
  /** As an integer with its sign, if it is written as one. */
  readonly integer: bigint | undefined;
  /** With its sign. */
  readonly number: number;
}

export interface StringValue extends Node {
  readonly kind: "string";
  /** Its text; the bytes that it stands for when escapes make it no UTF-8. */
  readonly value: string | Uint8Array;
}

/** `{ a: 1 b { c: "x" } }`: a message in the text format. */
export interface AggregateValue extends Node {
  readonly kind: "aggregate";
  readonly fields: readonly AggregateField[];
}

/** `name: value` in an aggregate. */
export interface AggregateField extends Node {
  readonly name: AggregateName;
  readonly value: AggregateElement;
}

/** `name`, `[shop.v1.audit]` or `[type.googleapis.com/shop.v1.Order]`. */
export interface AggregateName extends Node {
  readonly name: string;
  readonly form: "field" | "extension" | "any";
}

export type AggregateElement = ScalarValue | AggregateValue | AggregateList;

/** `[a, b]` in an aggregate. */
export interface AggregateList extends Node {
  readonly kind: "list";
  readonly elements: readonly (ScalarValue | AggregateValue)[];
}

/** `[deprecated = true, default = 1]`. */
export interface CompactOptions extends Node {
  readonly options: readonly OptionNode[];
}

/** The statements of a message or group between its braces. */
export interface MessageBody {
  /** Token of the opening brace. */
  readonly open: number;
  /** Token of the closing brace, or the last one there is. */
  readonly close: number;
  readonly statements: readonly MessageStatement[];
}

export type MessageStatement =
  | FieldNode
  | OneofNode
  | MessageNode
  | EnumNode
  | ExtendNode
  | ExtensionsNode
  | ReservedNode
  | OptionNode
  | EmptyNode;

/** The files that may use a message or an enum: all, or only its own. */
export type Visibility = "export" | "local";

export interface MessageNode extends Node {
  readonly kind: "message";
  /** As written before `message`; that word is not a part of the node. */
  readonly visibility: Visibility | undefined;
  readonly name: Identifier;
  readonly body: MessageBody;
}

/** `map<K, V>` */
export interface MapType extends Node {
  readonly kind: "map";
  readonly key: TypeName;
  readonly value: TypeName;
}

export type Label = "optional" | "required" | "repeated";

/** A field, a map field, a group or an extension. */
export interface FieldNode extends Node {
  readonly kind: "field";
  readonly label: Label | undefined;
  /** Token of the label; -1 without one. */
  readonly labelToken: number;
  readonly type: TypeName | MapType;
  readonly name: Identifier;
  readonly number: IntegerLiteral;
  readonly options: CompactOptions | undefined;
  /** Of a group. */
  readonly group: MessageBody | undefined;
}

export interface OneofNode extends Node {
  readonly kind: "oneof";
  readonly name: Identifier;
  /** Something in it could not be read. */
  readonly broken: boolean;
  readonly open: number;
  readonly close: number;
  readonly statements: readonly (FieldNode | OptionNode)[];
}

/** `extend Type { … }` */
export interface ExtendNode extends Node {
  readonly kind: "extend";
  readonly extendee: TypeName;
  readonly open: number;
  readonly close: number;
  readonly fields: readonly FieldNode[];
}

/** `4`, `5 to 9` or `10 to max`. */
export interface RangeNode extends Node {
  readonly start: IntegerLiteral;
  /** Undefined for a single number; "max" for the largest there is. */
  readonly end: IntegerLiteral | "max" | undefined;
  /** Token of the end; that of the start for a single number. */
  readonly endFirst: number;
}

/** `extensions 100 to 199 [verification = UNVERIFIED];` */
export interface ExtensionsNode extends Node {
  readonly kind: "extensions";
  readonly ranges: readonly RangeNode[];
  readonly options: CompactOptions | undefined;
}

/** `reserved 1, 5 to 9;`, `reserved "a", "b";` or, in editions, `reserved a, b;` */
export interface ReservedNode extends Node {
  readonly kind: "reserved";
  readonly ranges: readonly RangeNode[];
  readonly names: readonly StringLiteral[];
}

export interface EnumNode extends Node {
  readonly kind: "enum";
  /** As written before `enum`; that word is not a part of the node. */
  readonly visibility: Visibility | undefined;
  readonly name: Identifier;
  /** True if something in it could not be read, so that values may be missing. */
  readonly broken: boolean;
  readonly open: number;
  readonly close: number;
  readonly statements: readonly (EnumValueNode | OptionNode | ReservedNode | EmptyNode)[];
}

export interface EnumValueNode extends Node {
  readonly kind: "enumValue";
  readonly name: Identifier;
  readonly number: IntegerLiteral;
  readonly options: CompactOptions | undefined;
}

export interface ServiceNode extends Node {
  readonly kind: "service";
  readonly name: Identifier;
  readonly open: number;
  readonly close: number;
  readonly statements: readonly (MethodNode | OptionNode | EmptyNode)[];
}

/** A method's input or output. */
export interface MethodType {
  /** Token of `stream`; -1 without it. */
  readonly streamToken: number;
  /** Undefined when it was missing, which has been reported. */
  readonly type: TypeName | undefined;
}

export interface MethodNode extends Node {
  readonly kind: "method";
  readonly name: Identifier;
  readonly input: MethodType;
  readonly output: MethodType;
  /** Token of the brace that opens the options; -1 when the method ends with `;`. */
  readonly open: number;
  readonly close: number;
  readonly statements: readonly (OptionNode | EmptyNode)[];
}
