import type {
  ExtendNode,
  FieldNode,
  MessageBody,
  MessageNode,
  Node,
  OneofNode,
} from "../ast/nodes.ts";
import { buildEnum } from "./build-enum.ts";
import { buildField, type FieldContext } from "./build-field.ts";
import { buildExtensions, buildReserved, finishRanges, isMessageSet } from "./build-ranges.ts";
import { createMessageProto, VISIBILITY } from "./create-protos.ts";
import type { FieldDefinition, MessageDefinition, OneofDefinition } from "./definitions.ts";
import type { FileBuilder } from "./file-builder.ts";
import type { LocationRecord } from "./location-table.ts";
import { qualified } from "./names.ts";

const NAME = 1;
const FIELD = 2;
const NESTED_TYPE = 3;
const ENUM_TYPE = 4;
const EXTENSION = 6;
const ONEOF_DECL = 8;

/** Builds a message and all that is in it; `scope` is the full name of the declaration around it. */
export function buildMessage(
  builder: FileBuilder,
  node: MessageNode,
  parent: MessageDefinition | undefined,
  scope: string,
  path: readonly number[],
): MessageDefinition {
  const { info } = builder;
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  const message = createMessage(builder, node.name.name, node.name, parent, scope, false);
  if (node.visibility !== undefined) message.proto.visibility = VISIBILITY[node.visibility];
  buildBody(builder, message, node.body, path, location);
  if (builder.file.syntax === "proto3") addSyntheticOneofs(message);
  return message;
}

/** Builds the message of a group and adds it where the group stands. */
function buildGroupMessage(
  builder: FileBuilder,
  node: FieldNode,
  body: MessageBody,
  context: FieldContext,
  path: readonly number[],
  location: LocationRecord,
): MessageDefinition {
  const { parent, scope } = context;
  const message = createMessage(builder, node.name.name, node.name, parent, scope, true);
  context.messages.push(message);
  buildBody(builder, message, body, path, location);
  return message;
}

function createMessage(
  builder: FileBuilder,
  name: string,
  nameNode: Node,
  parent: MessageDefinition | undefined,
  scope: string,
  isGroup: boolean,
): MessageDefinition {
  return {
    kind: "message",
    name,
    fullName: qualified(scope, name),
    file: builder.file,
    parent,
    proto: createMessageProto(name),
    nameNode,
    isMapEntry: false,
    isGroup,
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
}

function buildBody(
  builder: FileBuilder,
  message: MessageDefinition,
  body: MessageBody,
  path: readonly number[],
  location: LocationRecord,
): void {
  const { info } = builder;
  info.end(body.open, location);
  const target = builder.target("MessageOptions", message, message.fullName, path);
  for (const statement of body.statements) {
    switch (statement.kind) {
      case "field":
        addField(builder, message, statement, path, undefined);
        break;
      case "oneof":
        buildOneof(builder, message, statement, path);
        break;
      case "message": {
        const nestedPath = [...path, NESTED_TYPE, message.messages.length];
        message.messages.push(
          buildMessage(builder, statement, message, message.fullName, nestedPath),
        );
        break;
      }
      case "enum": {
        const enumPath = [...path, ENUM_TYPE, message.enums.length];
        message.enums.push(buildEnum(builder, statement, message, message.fullName, enumPath));
        break;
      }
      case "extend":
        buildExtend(builder, statement, {
          parent: message,
          scope: message.fullName,
          extensions: message.extensions,
          extensionsPath: [...path, EXTENSION],
          messages: message.messages,
          messagesPath: [...path, NESTED_TYPE],
        });
        break;
      case "extensions":
        buildExtensions(builder, message, statement, path);
        break;
      case "reserved":
        buildReserved(builder, message, statement, path);
        break;
      case "option":
        builder.statement(target, statement);
        break;
      case "empty":
        info.end(statement.last, undefined);
        break;
    }
  }
  info.end(body.close, undefined);
  message.isMessageSet = isMessageSet(body);
  finishRanges(message);
  for (const nested of message.messages) message.proto.nestedType.push(nested.proto);
  for (const nested of message.enums) message.proto.enumType.push(nested.proto);
  for (const extension of message.extensions) message.proto.extension.push(extension.proto);
}

function addField(
  builder: FileBuilder,
  message: MessageDefinition,
  node: FieldNode,
  path: readonly number[],
  oneof: OneofDefinition | undefined,
): void {
  // The place among the fields is taken before a group's message is built.
  const index = message.proto.field.length;
  const field = buildField(builder, node, {
    parent: message,
    scope: message.fullName,
    extendee: undefined,
    oneof,
    oneofIndex: oneof === undefined ? undefined : message.oneofs.length - 1,
    path: [...path, FIELD, index],
    messages: message.messages,
    messagesPath: [...path, NESTED_TYPE],
    buildGroup: buildGroupMessage,
  });
  message.fields.push(field);
  message.proto.field.push(field.proto);
  if (oneof !== undefined) oneof.fieldCount += 1;
}

function buildOneof(
  builder: FileBuilder,
  message: MessageDefinition,
  node: OneofNode,
  messagePath: readonly number[],
): void {
  const { info } = builder;
  const path = [...messagePath, ONEOF_DECL, message.oneofs.length];
  const name = node.name.name;
  const oneof: OneofDefinition = {
    kind: "oneof",
    name,
    fullName: qualified(message.fullName, name),
    file: builder.file,
    parent: message,
    proto: { name, options: undefined },
    nameNode: node.name,
    closeNode: { first: node.close, last: node.close },
    broken: node.broken,
    isSynthetic: false,
    fieldCount: 0,
    optionValues: undefined,
    features: builder.file.features,
  };
  message.oneofs.push(oneof);
  message.proto.oneofDecl.push(oneof.proto);
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.end(node.open, location);
  const target = builder.target("OneofOptions", oneof, oneof.fullName, path);
  for (const statement of node.statements) {
    if (statement.kind === "option") builder.statement(target, statement);
    else addField(builder, message, statement, messagePath, oneof);
  }
  info.end(node.close, undefined);
}

/** Where the fields of an extend block are put. */
export interface ExtendContext {
  readonly parent: MessageDefinition | undefined;
  readonly scope: string;
  readonly extensions: FieldDefinition[];
  readonly extensionsPath: readonly number[];
  readonly messages: MessageDefinition[];
  readonly messagesPath: readonly number[];
}

/** Builds the fields of an extend block. */
export function buildExtend(builder: FileBuilder, node: ExtendNode, context: ExtendContext): void {
  const { info } = builder;
  const location = info.add(context.extensionsPath, node.first, node.last);
  info.end(node.open, location);
  for (const field of node.fields) {
    const { parent, scope, messages, messagesPath } = context;
    const extension = buildField(builder, field, {
      parent,
      scope,
      extendee: node.extendee,
      oneof: undefined,
      oneofIndex: undefined,
      path: [...context.extensionsPath, context.extensions.length],
      messages,
      messagesPath,
      buildGroup: buildGroupMessage,
    });
    context.extensions.push(extension);
  }
  info.end(node.close, undefined);
}

/** Gives each proto3 `optional` field a oneof of its own, after all that are written. */
function addSyntheticOneofs(message: MessageDefinition): void {
  let taken: Set<string> | undefined;
  for (let index = 0; index < message.fields.length; index++) {
    const field = message.fields[index];
    if (field?.proto.proto3Optional !== true) continue;
    taken ??= new Set([...message.fields, ...message.oneofs].map((member) => member.name));
    let name = field.name.startsWith("_") ? field.name : `_${field.name}`;
    while (taken.has(name)) name = `X${name}`;
    taken.add(name);
    field.proto.oneofIndex = message.oneofs.length;
    const oneof: OneofDefinition = {
      kind: "oneof",
      name,
      fullName: qualified(message.fullName, name),
      file: message.file,
      parent: message,
      proto: { name, options: undefined },
      nameNode: field.node.name,
      closeNode: field.node.name,
      broken: false,
      isSynthetic: true,
      fieldCount: 1,
      optionValues: undefined,
      features: message.features,
    };
    message.oneofs.push(oneof);
    message.proto.oneofDecl.push(oneof.proto);
  }
}
