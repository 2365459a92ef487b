/** Describes a contract to the page: services, and the types that forms are made of. */
import {
  type Comments,
  type EnumDescriptor,
  type FieldDescriptor,
  type MessageDescriptor,
  type MethodDescriptor,
  type ServiceDescriptor,
  wellKnownForm,
} from "@tramline/protobuf";
import { commonTypes } from "@tramline/services";
import type { ExplorerContract } from "./explorer-contract.ts";
import type {
  ContractJson,
  EnumJson,
  FieldJson,
  MessageJson,
  MethodJson,
  ServiceJson,
} from "./page-protocol.ts";

/** Most messages that are described; against contracts without end. What is beyond is JSON only. */
const MAX_MESSAGES = 20_000;

/** Describes the services of a contract, and all types that they use. */
export function contractToJson(
  contract: ExplorerContract,
): Pick<ContractJson, "services" | "messages" | "enums"> {
  const types = new TypeCollector();
  const services = contract.services.map((service) => serviceToJson(service, types));
  // What an Any may hold is known by the files at hand, and those that everybody knows.
  for (const file of contract.registry.files) file.messages.forEach((one) => types.message(one));
  for (const name of ["Timestamp", "Duration", "StringValue", "Int64Value", "Struct"]) {
    const known = commonTypes().getMessage(`google.protobuf.${name}`);
    if (known !== undefined) types.message(known);
  }
  return {
    services,
    messages: Object.fromEntries(types.messages),
    enums: Object.fromEntries(types.enums),
  };
}

class TypeCollector {
  readonly messages = new Map<string, MessageJson>();
  readonly enums = new Map<string, EnumJson>();

  /** Adds a message and all that it holds. Not recursive: chains of types may be long. */
  message(first: MessageDescriptor): void {
    const waiting = [first];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.messages.has(next.typeName) || this.messages.size >= MAX_MESSAGES) continue;
      this.messages.set(next.typeName, messageToJson(next));
      waiting.push(...next.nestedMessages);
      for (const field of next.fields) {
        const { message, enum: enumeration } = field.map?.value ?? field;
        if (message !== undefined) waiting.push(message);
        if (enumeration !== undefined) this.enumeration(enumeration);
      }
    }
  }

  private enumeration(type: EnumDescriptor): void {
    if (this.enums.has(type.typeName)) return;
    this.enums.set(type.typeName, {
      comment: commentText(type.comments),
      values: type.values.map(({ name, number }) => ({ name, number })),
    });
  }
}

function serviceToJson(service: ServiceDescriptor, types: TypeCollector): ServiceJson {
  return {
    name: service.typeName,
    comment: commentText(service.comments),
    deprecated: service.deprecated,
    methods: service.methods.map((method) => methodToJson(method, types)),
  };
}

function methodToJson(method: MethodDescriptor, types: TypeCollector): MethodJson {
  types.message(method.input);
  types.message(method.output);
  return {
    name: method.name,
    path: method.path.slice(1),
    comment: commentText(method.comments),
    deprecated: method.deprecated,
    kind: method.methodKind,
    input: method.input.typeName,
    output: method.output.typeName,
    code: {
      service: method.parent.name,
      serviceModule: moduleOf(method.parent.file.name),
      input: method.input.localName,
      inputModule: moduleOf(method.input.file.name),
      method: method.localName,
    },
  };
}

/** The module that `tram generate` writes for a file. */
function moduleOf(file: string): string {
  return file.replace(/\.proto$/, ".ts");
}

function messageToJson(message: MessageDescriptor): MessageJson {
  const form = message.typeName === "google.protobuf.Empty" ? "empty" : wellKnownForm(message);
  const [first = message] = message.file.messages;
  return {
    comment: commentText(message.comments),
    code: { name: first.localName, module: moduleOf(message.file.name) },
    ...(form === undefined ? {} : { form }),
    fields: message.fields.map(fieldToJson),
    oneofs: message.oneofs.map(({ name, comments }) => ({ name, comment: commentText(comments) })),
  };
}

function fieldToJson(field: FieldDescriptor): FieldJson {
  const { type, message, enum: enumeration } = field.map?.value ?? field;
  const typeName = message?.typeName ?? enumeration?.typeName;
  return {
    name: field.name,
    jsonName: field.jsonName,
    comment: commentText(field.comments),
    deprecated: field.deprecated,
    required: field.required,
    presence: field.presence,
    type,
    repeated: field.repeated,
    ...(typeName === undefined ? {} : { typeName }),
    ...(field.map === undefined ? {} : { mapKey: field.map.key.type }),
    ...(field.oneof === undefined ? {} : { oneof: field.oneof.name }),
  };
}

/** The comment before a declaration, or else behind it, as one text. */
function commentText({ leading, trailing }: Comments): string {
  return (leading ?? trailing ?? "")
    .split("\n")
    .map((line) => line.replace(/^ /, "").trimEnd())
    .join("\n")
    .trim();
}
