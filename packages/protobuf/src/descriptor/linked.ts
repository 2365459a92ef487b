// The objects behind the interfaces of descriptor.ts. Linking fills them in two
// passes, since types refer to each other in circles: first every message and
// enum is declared, then fields, extensions and methods find their types.

import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import type {
  Comments,
  EnumDescriptor,
  EnumValueDescriptor,
  ExtensionDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  ResolvedFeatures,
  ServiceDescriptor,
} from "./descriptor.ts";
import { LinkedDeclaration, qualify } from "./linked-declaration.ts";
import { SourceInfo } from "./source-info.ts";

// Field numbers of FileDescriptorProto.
const packagePath = [2];
// The place of an edition, too, is that of `syntax`: so protoc has it.
const syntaxPath = [12];

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
  readonly extensions: ExtensionDescriptor[] = [];

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
    return this.sourceInfo.comments(syntaxPath);
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
  readonly fields: FieldDescriptor[] = [];
  oneofs: LinkedOneof[] = [];
  members: (FieldDescriptor | OneofDescriptor)[] = [];
  nestedMessages: LinkedMessage[] = [];
  readonly nestedEnums: LinkedEnum[] = [];
  readonly nestedExtensions: ExtensionDescriptor[] = [];
  readonly fieldsByNumber: Map<number, FieldDescriptor> = new Map();
  readonly fieldsByName: Map<string, FieldDescriptor> = new Map();

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

  fieldByNumber(number: number): FieldDescriptor | undefined {
    return this.fieldsByNumber.get(number);
  }

  fieldByName(name: string): FieldDescriptor | undefined {
    return this.fieldsByName.get(name);
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
  readonly fields: FieldDescriptor[] = [];

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
