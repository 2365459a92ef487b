import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type { FieldNode, MapType, MessageBody, Node, OptionNode, TypeName } from "../ast/nodes.ts";
import { stringText } from "../lexer/literals.ts";
import { createFieldProto, createMessageProto } from "./create-protos.ts";
import { defaultText } from "./default-value.ts";
import type { FieldDefinition, MessageDefinition, OneofDefinition } from "./definitions.ts";
import type { FileBuilder } from "./file-builder.ts";
import type { LocationRecord } from "./location-table.ts";
import { jsonName, mapEntryName, qualified, scalarType } from "./names.ts";

const NAME = 1;
const EXTENDEE = 2;
const NUMBER = 3;
const LABEL = 4;
const TYPE = 5;
const TYPE_NAME = 6;
const DEFAULT_VALUE = 7;
const JSON_NAME = 10;
/** Of a message: its fields. */
const FIELD = 2;

/** Where a field is put. */
export interface FieldContext {
  /** The message that it is written in; undefined at the top of a file. */
  readonly parent: MessageDefinition | undefined;
  /** Full name of what it is written in; empty at the top of a file without a package. */
  readonly scope: string;
  /** Of an extension: the message that it extends, as written. */
  readonly extendee: TypeName | undefined;
  readonly oneof: OneofDefinition | undefined;
  readonly oneofIndex: number | undefined;
  /** Path of the field itself. */
  readonly path: readonly number[];
  /** Where a group's or map entry's message goes, and the path of that list. */
  readonly messages: MessageDefinition[];
  readonly messagesPath: readonly number[];
  /** Builds the message of a group and adds it to `messages`. */
  readonly buildGroup: BuildGroup;
}

/** Builds the message of a group, whose location has been added already. */
export type BuildGroup = (
  builder: FileBuilder,
  node: FieldNode,
  body: MessageBody,
  context: FieldContext,
  path: readonly number[],
  location: LocationRecord,
) => MessageDefinition;

/** Builds a field, map field, group or extension, and the message that the latter ones bring along. */
export function buildField(
  builder: FileBuilder,
  node: FieldNode,
  context: FieldContext,
): FieldDefinition {
  const { info, file } = builder;
  const { path, extendee } = context;
  const isMap = "kind" in node.type;
  const scalar = "kind" in node.type ? undefined : scalarType(node.type.name);
  const isGroup = node.group !== undefined;
  const name = isGroup ? node.name.name.toLowerCase() : node.name.name;
  const proto = createFieldProto(name, node.number.value);
  proto.label = labelOf(node, isMap);
  if (extendee !== undefined) proto.extendee = extendee.name;
  proto.oneofIndex = context.oneofIndex;
  if (node.label === "optional" && file.syntax === "proto3") proto.proto3Optional = true;

  const location = info.add(path, node.first, node.last);
  if (extendee !== undefined) info.addPart(path, EXTENDEE, extendee.first, extendee.last);
  if (node.labelToken !== -1) info.addPart(path, LABEL, node.labelToken, node.labelToken);
  const typeField = scalar !== undefined || isGroup ? TYPE : TYPE_NAME;
  info.addPart(path, typeField, node.type.first, node.type.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.addPart(path, NUMBER, node.number.first, node.number.last);

  const pseudo = findPseudoOptions(builder, node);
  const definition: FieldDefinition = {
    kind: "field",
    name,
    fullName: qualified(context.scope, name),
    file,
    parent: context.parent,
    proto,
    node,
    type: "kind" in node.type ? undefined : node.type,
    extendee,
    oneof: context.oneof,
    defaultNode: pseudo.defaultNode,
    jsonNameNode: pseudo.jsonNameNode,
    typeDefinition: undefined,
    containing: extendee === undefined ? context.parent : undefined,
    optionValues: undefined,
    features: file.features,
  };
  if (node.options !== undefined) {
    const target = builder.target("FieldOptions", definition, definition.fullName, path);
    builder.compact(target, node.options, (option) => {
      if (!pseudo.all.includes(option)) return false;
      recordPseudo(builder, option, path);
      return true;
    });
  }
  proto.jsonName = pseudo.jsonName ?? jsonName(name);

  if (isGroup) {
    proto.type = Type.GROUP;
    buildGroup(builder, node, context, definition);
  } else if ("kind" in node.type) {
    info.end(node.last, location);
    proto.type = Type.MESSAGE;
    buildMapEntry(builder, node, node.type, context, definition);
  } else {
    if (scalar !== undefined) proto.type = scalar;
    else proto.typeName = node.type.name;
    info.end(node.last, location);
  }
  if (pseudo.defaultNode !== undefined) {
    proto.defaultValue = defaultText(builder, pseudo.defaultNode, proto.type);
  }
  return definition;
}

function labelOf(node: FieldNode, isMap: boolean): Label {
  if (isMap || node.label === "repeated") return Label.REPEATED;
  return node.label === "required" ? Label.REQUIRED : Label.OPTIONAL;
}

interface PseudoOptions {
  readonly all: readonly OptionNode[];
  readonly defaultNode: OptionNode | undefined;
  readonly jsonNameNode: OptionNode | undefined;
  readonly jsonName: string | undefined;
}

const NO_PSEUDO_OPTIONS: PseudoOptions = {
  all: [],
  defaultNode: undefined,
  jsonNameNode: undefined,
  jsonName: undefined,
};

/** `default` and `json_name` look like options, but are fields of the descriptor. */
function findPseudoOptions(builder: FileBuilder, node: FieldNode): PseudoOptions {
  if (node.options === undefined) return NO_PSEUDO_OPTIONS;
  const all: OptionNode[] = [];
  let defaultNode: OptionNode | undefined;
  let jsonNameNode: OptionNode | undefined;
  let jsonNameValue: string | undefined;
  for (const option of node.options.options) {
    const part = option.name.length === 1 ? option.name[0] : undefined;
    if (part === undefined || part.isExtension) continue;
    if (part.name === "default") {
      if (defaultNode !== undefined) alreadySet(builder, option, "default");
      defaultNode = option;
      all.push(option);
    } else if (part.name === "json_name") {
      if (jsonNameNode !== undefined) alreadySet(builder, option, "json_name");
      jsonNameNode = option;
      all.push(option);
      if (option.value.kind === "string") {
        jsonNameValue = stringOf(builder, option.value);
      } else {
        builder.error("FIELD_JSON_NAME_VALUE", option.value, "The JSON name must be a string.");
      }
    }
  }
  return { all, defaultNode, jsonNameNode, jsonName: jsonNameValue };
}

function stringOf(builder: FileBuilder, node: Node): string {
  const { tokens } = builder.file.parsed;
  let text = "";
  for (let at = node.first; at <= node.last; at++) text += stringText(tokens.text(at));
  return text;
}

function alreadySet(builder: FileBuilder, option: OptionNode, name: string): void {
  builder.error("OPTION_ALREADY_SET", option, `The option "${name}" is already set.`);
}

function recordPseudo(builder: FileBuilder, option: OptionNode, path: readonly number[]): void {
  const { value } = option;
  if (option.name[0]?.name === "default") {
    builder.info.addPart(path, DEFAULT_VALUE, value.first, value.last);
  } else {
    builder.info.addPart(path, JSON_NAME, option.first, option.last);
    builder.info.addPart(path, JSON_NAME, value.first, value.last);
  }
}

function buildGroup(
  builder: FileBuilder,
  node: FieldNode,
  context: FieldContext,
  field: FieldDefinition,
): void {
  if (node.group === undefined) return;
  const { info } = builder;
  const path = [...context.messagesPath, context.messages.length];
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.addPart(context.path, TYPE_NAME, node.name.first, node.name.last);
  const letter = node.name.name.charCodeAt(0);
  if (letter < 0x41 || letter > 0x5a) {
    builder.error("GROUP_NAME", node.name, "The name of a group begins with a capital letter.");
  }
  field.proto.typeName = node.name.name;
  field.typeDefinition = context.buildGroup(builder, node, node.group, context, path, location);
}

function buildMapEntry(
  builder: FileBuilder,
  node: FieldNode,
  type: MapType,
  context: FieldContext,
  field: FieldDefinition,
): void {
  const name = mapEntryName(node.name.name);
  const fullName = qualified(context.scope, name);
  const proto = createMessageProto(name);
  proto.options = {
    messageSetWireFormat: undefined,
    noStandardDescriptorAccessor: undefined,
    deprecated: undefined,
    mapEntry: true,
    deprecatedLegacyJsonFieldConflicts: undefined,
    features: undefined,
    uninterpretedOption: [],
  };
  const entry: MessageDefinition = {
    kind: "message",
    name,
    fullName,
    file: builder.file,
    parent: context.parent,
    proto,
    nameNode: node.name,
    isMapEntry: true,
    isGroup: false,
    isMessageSet: false,
    fields: [],
    oneofs: [],
    messages: [],
    enums: [],
    extensions: [],
    extensionRanges: [],
    reservedRanges: [],
    reservedNames: [],
    optionValues: undefined,
    features: builder.file.features,
  };
  const path = [...context.messagesPath, context.messages.length];
  addEntryField(builder, node, entry, "key", 1, type.key, [...path, FIELD, 0]);
  addEntryField(builder, node, entry, "value", 2, type.value, [...path, FIELD, 1]);
  context.messages.push(entry);
  field.proto.typeName = name;
  field.typeDefinition = entry;
}

function addEntryField(
  builder: FileBuilder,
  node: FieldNode,
  entry: MessageDefinition,
  name: string,
  number: number,
  type: TypeName,
  path: readonly number[],
): void {
  const proto = createFieldProto(name, number);
  proto.label = Label.OPTIONAL;
  proto.jsonName = name;
  const scalar = scalarType(type.name);
  if (scalar !== undefined) proto.type = scalar;
  else proto.typeName = type.name;
  entry.proto.field.push(proto);
  const field: FieldDefinition = {
    kind: "field",
    name,
    fullName: `${entry.fullName}.${name}`,
    file: builder.file,
    parent: entry,
    proto,
    node,
    type,
    extendee: undefined,
    oneof: undefined,
    defaultNode: undefined,
    jsonNameNode: undefined,
    typeDefinition: undefined,
    containing: entry,
    optionValues: undefined,
    features: builder.file.features,
  };
  entry.fields.push(field);
  if (node.options === undefined) return;
  // The features of a map field hold for its keys and values.
  const target = builder.target("FieldOptions", field, field.fullName, path);
  for (const option of node.options.options) {
    const [first] = option.name;
    if (first?.name === "features" && !first.isExtension) builder.copy(target, option);
  }
}
