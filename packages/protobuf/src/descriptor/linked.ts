// The objects behind the interfaces of descriptor.ts. Linking fills them in two
// passes, since types refer to each other in circles: first every message and
// enum is declared, then fields, extensions and methods find their types.

import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor.ts";
import type {
  Comments,
  EnumDescriptor,
  EnumValueDescriptor,
  ExtensionDescriptor,
  FieldDescriptor,
  FieldType,
  FileDescriptor,
  MapShape,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  ResolvedFeatures,
  ScalarValue,
  ServiceDescriptor,
  SourceSpan,
} from "./descriptor.ts";
import { SourceInfo } from "./source-info.ts";

class LinkedDeclaration {
  readonly sourceInfo: SourceInfo;
  readonly sourcePath: readonly number[];
  readonly deprecated: boolean;

  constructor(sourceInfo: SourceInfo, sourcePath: readonly number[], deprecated: boolean) {
    this.sourceInfo = sourceInfo;
    this.sourcePath = sourcePath;
    this.deprecated = deprecated;
  }

  get comments(): Comments {
    return this.sourceInfo.comments(this.sourcePath);
  }

  get span(): SourceSpan | undefined {
    return this.sourceInfo.span(this.sourcePath);
  }
}

// Field numbers of FileDescriptorProto.
const packagePath = [2];
const syntaxPath = [12];
const editionPath = [14];

export class LinkedFile extends LinkedDeclaration implements FileDescriptor {
  readonly kind = "file";
  readonly proto: FileDescriptorProto;
  readonly name: string;
  readonly packageName: string;
  readonly syntax: FileDescriptor["syntax"];
  readonly edition: FileDescriptor["edition"];
  readonly features: ResolvedFeatures;
  dependencies: FileDescriptor[] = [];
  publicDependencies: FileDescriptor[] = [];
  weakDependencies: FileDescriptor[] = [];
  readonly messages: LinkedMessage[] = [];
  readonly enums: LinkedEnum[] = [];
  readonly services: LinkedService[] = [];
  readonly extensions: LinkedExtension[] = [];

  constructor(
    proto: FileDescriptorProto,
    name: string,
    syntax: FileDescriptor["syntax"],
    edition: FileDescriptor["edition"],
    features: ResolvedFeatures,
  ) {
    super(new SourceInfo(proto), [], proto.options?.deprecated === true);
    this.proto = proto;
    this.name = name;
    this.packageName = proto.package ?? "";
    this.syntax = syntax;
    this.edition = edition;
    this.features = features;
  }

  get syntaxComments(): Comments {
    return this.sourceInfo.comments(this.syntax === "editions" ? editionPath : syntaxPath);
  }

  get packageComments(): Comments {
    return this.sourceInfo.comments(packagePath);
  }
}

export class LinkedMessage extends LinkedDeclaration implements MessageDescriptor {
  readonly kind = "message";
  readonly proto: DescriptorProto;
  readonly file: LinkedFile;
  readonly parent: LinkedMessage | undefined;
  readonly name: string;
  readonly localName: string;
  readonly typeName: string;
  readonly features: ResolvedFeatures;
  readonly mapEntry: boolean;
  readonly messageSet: boolean;
  readonly fields: LinkedField[] = [];
  oneofs: LinkedOneof[] = [];
  members: (LinkedField | LinkedOneof)[] = [];
  nestedMessages: LinkedMessage[] = [];
  readonly nestedEnums: LinkedEnum[] = [];
  readonly nestedExtensions: LinkedExtension[] = [];
  readonly fieldsByNumber: Map<number, LinkedField> = new Map();
  readonly fieldsByName: Map<string, LinkedField> = new Map();

  constructor(
    proto: DescriptorProto,
    file: LinkedFile,
    parent: LinkedMessage | undefined,
    name: string,
    sourcePath: readonly number[],
    features: ResolvedFeatures,
  ) {
    super(file.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.file = file;
    this.parent = parent;
    this.name = name;
    this.localName = parent === undefined ? name : `${parent.localName}_${name}`;
    this.typeName = qualify(parent?.typeName ?? file.packageName, name);
    this.features = features;
    this.mapEntry = proto.options?.mapEntry === true;
    this.messageSet = proto.options?.messageSetWireFormat === true;
  }

  fieldByNumber(number: number): LinkedField | undefined {
    return this.fieldsByNumber.get(number);
  }

  fieldByName(name: string): LinkedField | undefined {
    return this.fieldsByName.get(name);
  }
}

/** What a field's proto says once its types are found; see FieldShape for each property. */
export interface FieldTraits {
  readonly name: string;
  readonly localName: string;
  readonly jsonName: string;
  readonly number: number;
  readonly type: FieldType;
  readonly message: MessageDescriptor | undefined;
  readonly enum: EnumDescriptor | undefined;
  readonly repeated: boolean;
  readonly map: MapShape | undefined;
  readonly required: boolean;
  readonly presence: boolean;
  readonly packed: boolean;
  readonly delimited: boolean;
  readonly utf8Validation: boolean;
  readonly openEnum: boolean;
  readonly jstype: "normal" | "string" | "number";
  readonly defaultValue: ScalarValue | undefined;
  readonly features: ResolvedFeatures;
}

class LinkedFieldShape extends LinkedDeclaration {
  readonly proto: FieldDescriptorProto;
  readonly file: LinkedFile;
  readonly name: string;
  readonly localName: string;
  readonly jsonName: string;
  readonly number: number;
  readonly type: FieldType;
  readonly message: MessageDescriptor | undefined;
  readonly enum: EnumDescriptor | undefined;
  readonly repeated: boolean;
  readonly map: MapShape | undefined;
  readonly required: boolean;
  readonly presence: boolean;
  readonly packed: boolean;
  readonly delimited: boolean;
  readonly utf8Validation: boolean;
  readonly openEnum: boolean;
  readonly jstype: "normal" | "string" | "number";
  readonly defaultValue: ScalarValue | undefined;
  readonly features: ResolvedFeatures;
  readonly fullName: string;

  constructor(
    proto: FieldDescriptorProto,
    file: LinkedFile,
    scope: string,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(file.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.file = file;
    this.name = traits.name;
    this.localName = traits.localName;
    this.jsonName = traits.jsonName;
    this.number = traits.number;
    this.type = traits.type;
    this.message = traits.message;
    this.enum = traits.enum;
    this.repeated = traits.repeated;
    this.map = traits.map;
    this.required = traits.required;
    this.presence = traits.presence;
    this.packed = traits.packed;
    this.delimited = traits.delimited;
    this.utf8Validation = traits.utf8Validation;
    this.openEnum = traits.openEnum;
    this.jstype = traits.jstype;
    this.defaultValue = traits.defaultValue;
    this.features = traits.features;
    this.fullName = qualify(scope, traits.name);
  }
}

export class LinkedField extends LinkedFieldShape implements FieldDescriptor {
  readonly kind = "field";
  readonly parent: LinkedMessage;
  readonly oneof: LinkedOneof | undefined;
  readonly proto3Optional: boolean;

  constructor(
    proto: FieldDescriptorProto,
    parent: LinkedMessage,
    oneof: LinkedOneof | undefined,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(proto, parent.file, parent.typeName, sourcePath, traits);
    this.parent = parent;
    this.oneof = oneof;
    this.proto3Optional = proto.proto3Optional === true;
  }
}

export class LinkedExtension extends LinkedFieldShape implements ExtensionDescriptor {
  readonly kind = "extension";
  readonly extendee: MessageDescriptor;
  readonly parent: LinkedMessage | undefined;

  constructor(
    proto: FieldDescriptorProto,
    file: LinkedFile,
    parent: LinkedMessage | undefined,
    extendee: MessageDescriptor,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(proto, file, parent?.typeName ?? file.packageName, sourcePath, traits);
    this.parent = parent;
    this.extendee = extendee;
  }
}

export class LinkedOneof extends LinkedDeclaration implements OneofDescriptor {
  readonly kind = "oneof";
  readonly proto: OneofDescriptorProto;
  readonly parent: LinkedMessage;
  readonly name: string;
  readonly fullName: string;
  readonly features: ResolvedFeatures;
  localName: string;
  readonly fields: LinkedField[] = [];

  constructor(
    proto: OneofDescriptorProto,
    parent: LinkedMessage,
    name: string,
    sourcePath: readonly number[],
    features: ResolvedFeatures,
  ) {
    super(parent.sourceInfo, sourcePath, false);
    this.proto = proto;
    this.parent = parent;
    this.name = name;
    this.localName = name;
    this.fullName = qualify(parent.typeName, name);
    this.features = features;
  }
}

export class LinkedEnum extends LinkedDeclaration implements EnumDescriptor {
  readonly kind = "enum";
  readonly proto: EnumDescriptorProto;
  readonly file: LinkedFile;
  readonly parent: LinkedMessage | undefined;
  readonly name: string;
  readonly localName: string;
  readonly typeName: string;
  readonly open: boolean;
  readonly features: ResolvedFeatures;
  readonly sharedPrefix: string;
  readonly values: LinkedEnumValue[] = [];
  readonly valuesByNumber: Map<number, LinkedEnumValue> = new Map();
  readonly valuesByName: Map<string, LinkedEnumValue> = new Map();

  constructor(
    proto: EnumDescriptorProto,
    file: LinkedFile,
    parent: LinkedMessage | undefined,
    name: string,
    sourcePath: readonly number[],
    features: ResolvedFeatures,
    sharedPrefix: string,
  ) {
    super(file.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.file = file;
    this.parent = parent;
    this.name = name;
    this.localName = parent === undefined ? name : `${parent.localName}_${name}`;
    this.typeName = qualify(parent?.typeName ?? file.packageName, name);
    this.features = features;
    this.open = features.enumType === "open";
    this.sharedPrefix = sharedPrefix;
  }

  valueByNumber(number: number): LinkedEnumValue | undefined {
    return this.valuesByNumber.get(number);
  }

  valueByName(name: string): LinkedEnumValue | undefined {
    return this.valuesByName.get(name);
  }
}

export class LinkedEnumValue extends LinkedDeclaration implements EnumValueDescriptor {
  readonly kind = "enumValue";
  readonly proto: EnumValueDescriptorProto;
  readonly parent: LinkedEnum;
  readonly name: string;
  readonly localName: string;
  readonly fullName: string;
  readonly number: number;

  constructor(
    proto: EnumValueDescriptorProto,
    parent: LinkedEnum,
    name: string,
    localName: string,
    number: number,
    sourcePath: readonly number[],
  ) {
    super(parent.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.parent = parent;
    this.name = name;
    this.localName = localName;
    this.fullName = qualify(parent.parent?.typeName ?? parent.file.packageName, name);
    this.number = number;
  }
}

export class LinkedService extends LinkedDeclaration implements ServiceDescriptor {
  readonly kind = "service";
  readonly proto: ServiceDescriptorProto;
  readonly file: LinkedFile;
  readonly name: string;
  readonly typeName: string;
  readonly methods: LinkedMethod[] = [];

  constructor(
    proto: ServiceDescriptorProto,
    file: LinkedFile,
    name: string,
    sourcePath: readonly number[],
  ) {
    super(file.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.file = file;
    this.name = name;
    this.typeName = qualify(file.packageName, name);
  }
}

export class LinkedMethod extends LinkedDeclaration implements MethodDescriptor {
  readonly kind = "method";
  readonly proto: MethodDescriptorProto;
  readonly parent: LinkedService;
  readonly name: string;
  readonly localName: string;
  readonly fullName: string;
  readonly path: string;
  readonly methodKind: MethodDescriptor["methodKind"];
  readonly input: MessageDescriptor;
  readonly output: MessageDescriptor;
  readonly idempotency: MethodDescriptor["idempotency"];

  constructor(
    proto: MethodDescriptorProto,
    parent: LinkedService,
    name: string,
    localName: string,
    input: MessageDescriptor,
    output: MessageDescriptor,
    idempotency: MethodDescriptor["idempotency"],
    sourcePath: readonly number[],
  ) {
    super(parent.sourceInfo, sourcePath, proto.options?.deprecated === true);
    this.proto = proto;
    this.parent = parent;
    this.name = name;
    this.localName = localName;
    this.fullName = qualify(parent.typeName, name);
    this.path = `/${parent.typeName}/${name}`;
    const { clientStreaming = false, serverStreaming = false } = proto;
    this.methodKind = clientStreaming
      ? serverStreaming
        ? "bidiStreaming"
        : "clientStreaming"
      : serverStreaming
        ? "serverStreaming"
        : "unary";
    this.input = input;
    this.output = output;
    this.idempotency = idempotency;
  }
}

function qualify(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
