// The objects behind fields and extensions.

import type { FieldDescriptorProto } from "../wkt/gen/google/protobuf/descriptor-types.ts";
import type {
  EnumDescriptor,
  ExtensionDescriptor,
  FieldDescriptor,
  FieldType,
  FileDescriptor,
  MapShape,
  MessageDescriptor,
  OneofDescriptor,
  ResolvedFeatures,
  ScalarValue,
} from "./descriptor.ts";
import { LinkedDeclaration, qualify } from "./linked-declaration.ts";
import type { SourceInfo } from "./source-info.ts";

/** The properties of a field's proto after its types are resolved; see FieldShape for each. */
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
  readonly file: FileDescriptor;
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
    file: FileDescriptor,
    sourceInfo: SourceInfo,
    scope: string,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(sourceInfo, sourcePath, proto.options?.deprecated === true);
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
  readonly parent: MessageDescriptor;
  readonly oneof: OneofDescriptor | undefined;
  readonly proto3Optional: boolean;

  constructor(
    proto: FieldDescriptorProto,
    parent: MessageDescriptor,
    oneof: OneofDescriptor | undefined,
    sourceInfo: SourceInfo,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(proto, parent.file, sourceInfo, parent.typeName, sourcePath, traits);
    this.parent = parent;
    this.oneof = oneof;
    this.proto3Optional = proto.proto3Optional === true;
  }
}

export class LinkedExtension extends LinkedFieldShape implements ExtensionDescriptor {
  readonly kind = "extension";
  readonly extendee: MessageDescriptor;
  readonly parent: MessageDescriptor | undefined;

  constructor(
    proto: FieldDescriptorProto,
    file: FileDescriptor,
    parent: MessageDescriptor | undefined,
    extendee: MessageDescriptor,
    sourceInfo: SourceInfo,
    sourcePath: readonly number[],
    traits: FieldTraits,
  ) {
    super(proto, file, sourceInfo, parent?.typeName ?? file.packageName, sourcePath, traits);
    this.parent = parent;
    this.extendee = extendee;
  }
}
