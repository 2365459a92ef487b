import type { EnumNode, EnumValueNode, RangeNode, ReservedNode } from "../ast/nodes.ts";
import { createEnumProto, VISIBILITY } from "./create-protos.ts";
import type { EnumDefinition, EnumValueDefinition, MessageDefinition } from "./definitions.ts";
import type { FileBuilder } from "./file-builder.ts";
import { qualified } from "./names.ts";

const MAX_INT32 = 0x7fffffff;
const NAME = 1;
const VALUE = 2;
const NUMBER = 2;
const RESERVED_RANGE = 4;
const RESERVED_NAME = 5;

/** Builds an enum; `scope` is the full name of the declaration around it. */
export function buildEnum(
  builder: FileBuilder,
  node: EnumNode,
  parent: MessageDefinition | undefined,
  scope: string,
  path: readonly number[],
): EnumDefinition {
  const { info, file } = builder;
  const name = node.name.name;
  const definition: EnumDefinition = {
    kind: "enum",
    name,
    fullName: qualified(scope, name),
    file,
    parent,
    proto: createEnumProto(name),
    node,
    nameNode: node.name,
    values: [],
    optionValues: undefined,
    features: file.features,
    reservedRanges: [],
    reservedNames: [],
  };
  if (node.visibility !== undefined) definition.proto.visibility = VISIBILITY[node.visibility];
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.end(node.open, location);
  const target = builder.target("EnumOptions", definition, definition.fullName, path);
  for (const statement of node.statements) {
    switch (statement.kind) {
      case "enumValue":
        buildValue(builder, statement, definition, scope, path);
        break;
      case "option":
        builder.statement(target, statement);
        break;
      case "reserved":
        buildReserved(builder, statement, definition, path);
        break;
      case "empty":
        info.end(statement.last, undefined);
        break;
    }
  }
  info.end(node.close, undefined);
  return definition;
}

function buildValue(
  builder: FileBuilder,
  node: EnumValueNode,
  parent: EnumDefinition,
  scope: string,
  enumPath: readonly number[],
): void {
  const { info, file } = builder;
  const path = [...enumPath, VALUE, parent.values.length];
  const name = node.name.name;
  const definition: EnumValueDefinition = {
    kind: "enumValue",
    name,
    fullName: qualified(scope, name),
    file,
    parent,
    proto: { name, number: node.number.value, options: undefined },
    node,
    nameNode: node.name,
    optionValues: undefined,
    features: file.features,
  };
  parent.values.push(definition);
  parent.proto.value.push(definition.proto);
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.addPart(path, NUMBER, node.number.first, node.number.last);
  if (node.options !== undefined) {
    const target = builder.target("EnumValueOptions", definition, definition.fullName, path);
    builder.compact(target, node.options);
  }
  info.end(node.last, location);
}

function buildReserved(
  builder: FileBuilder,
  node: ReservedNode,
  parent: EnumDefinition,
  path: readonly number[],
): void {
  const { info } = builder;
  const field = node.names.length > 0 ? RESERVED_NAME : RESERVED_RANGE;
  const location = info.addPart(path, field, node.first, node.last);
  for (const name of node.names) {
    info.add([...path, field, parent.reservedNames.length], name.first, name.last);
    parent.reservedNames.push(name);
    parent.proto.reservedName.push(name.value);
  }
  for (const range of node.ranges) {
    addRange(builder, range, [...path, field, parent.reservedRanges.length]);
    const end = range.end === "max" ? MAX_INT32 : (range.end ?? range.start).value;
    const proto = { start: range.start.value, end };
    parent.reservedRanges.push({ node: range, proto });
    parent.proto.reservedRange.push(proto);
  }
  info.end(node.last, location);
}

/** Adds the locations of a range of numbers. */
export function addRange(builder: FileBuilder, range: RangeNode, path: readonly number[]): void {
  builder.info.add(path, range.first, range.last);
  builder.info.addPart(path, 1, range.start.first, range.start.last);
  // Of a single negative number protoc takes the minus sign alone to be the end.
  const last = range.end === undefined ? range.endFirst : range.last;
  builder.info.addPart(path, 2, range.endFirst, last);
}
