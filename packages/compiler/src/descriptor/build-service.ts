import type { MethodNode, ServiceNode } from "../ast/nodes.ts";
import type { MethodDefinition, ServiceDefinition } from "./definitions.ts";
import type { FileBuilder } from "./file-builder.ts";
import { qualified } from "./names.ts";

const NAME = 1;
const METHOD = 2;
const INPUT_TYPE = 2;
const OUTPUT_TYPE = 3;
const CLIENT_STREAMING = 5;
const SERVER_STREAMING = 6;

/** Builds a service with its methods. */
export function buildService(
  builder: FileBuilder,
  node: ServiceNode,
  path: readonly number[],
): ServiceDefinition {
  const { info, file } = builder;
  const name = node.name.name;
  const definition: ServiceDefinition = {
    kind: "service",
    name,
    fullName: qualified(file.package, name),
    file,
    proto: { name, method: [], options: undefined },
    nameNode: node.name,
    methods: [],
    optionValues: undefined,
    features: file.features,
  };
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  info.end(node.open, location);
  const target = builder.target("ServiceOptions", definition, definition.fullName, path);
  for (const statement of node.statements) {
    switch (statement.kind) {
      case "method":
        buildMethod(builder, statement, definition, path);
        break;
      case "option":
        builder.statement(target, statement);
        break;
      case "empty":
        info.end(statement.last, undefined);
        break;
    }
  }
  info.end(node.close, undefined);
  return definition;
}

function buildMethod(
  builder: FileBuilder,
  node: MethodNode,
  parent: ServiceDefinition,
  servicePath: readonly number[],
): void {
  const { info, file } = builder;
  const path = [...servicePath, METHOD, parent.methods.length];
  const name = node.name.name;
  const definition: MethodDefinition = {
    kind: "method",
    name,
    fullName: qualified(parent.fullName, name),
    file,
    parent,
    proto: {
      name,
      inputType: node.input.type?.name,
      outputType: node.output.type?.name,
      options: undefined,
      clientStreaming: node.input.streamToken === -1 ? undefined : true,
      serverStreaming: node.output.streamToken === -1 ? undefined : true,
    },
    node,
    nameNode: node.name,
    input: undefined,
    output: undefined,
    optionValues: undefined,
    features: file.features,
  };
  parent.methods.push(definition);
  parent.proto.method.push(definition.proto);
  const location = info.add(path, node.first, node.last);
  info.addPart(path, NAME, node.name.first, node.name.last);
  if (node.input.streamToken !== -1) {
    info.addPart(path, CLIENT_STREAMING, node.input.streamToken, node.input.streamToken);
  }
  if (node.input.type !== undefined) {
    info.addPart(path, INPUT_TYPE, node.input.type.first, node.input.type.last);
  }
  if (node.output.streamToken !== -1) {
    info.addPart(path, SERVER_STREAMING, node.output.streamToken, node.output.streamToken);
  }
  if (node.output.type !== undefined) {
    info.addPart(path, OUTPUT_TYPE, node.output.type.first, node.output.type.last);
  }
  if (node.open === -1) {
    info.end(node.last, location);
    return;
  }
  info.end(node.open, location);
  const target = builder.target("MethodOptions", definition, definition.fullName, path);
  // Even without a statement in it, a block of options makes the options message present.
  builder.register(target);
  for (const statement of node.statements) {
    if (statement.kind === "option") builder.statement(target, statement);
    else info.end(statement.last, undefined);
  }
  info.end(node.close, undefined);
}
