import { FieldDescriptorProto_Label as Label } from "@tramline/protobuf/wkt";
import type { AggregateElement, AggregateField, AggregateValue, Node } from "../ast/nodes.ts";
import type {
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
} from "../descriptor/definitions.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { isDelimited, isRequired } from "../features/field-features.ts";
import { type LinkInput, markUsed, messageOf } from "../link/link-types.ts";
import { report } from "../link/report.ts";
import { lookUp } from "../link/scope.ts";
import { encodeMessage } from "./encode-value.ts";
import { MessageValue } from "./option-value.ts";
import { scalarValue } from "./scalar-value.ts";

/** Prefixes of the type URLs that an Any in an option may have. */
const ANY_PREFIXES = ["type.googleapis.com/", "type.googleprod.com/"];

/** Interprets `{ … }` as a message of a type; undefined once a problem has been reported. */
export function aggregateValue(
  file: FileDefinition,
  node: AggregateValue,
  type: MessageDefinition,
  context: LinkInput,
): MessageValue | undefined {
  return new AggregateReader(file, context).message(node, type);
}

class AggregateReader {
  private readonly file: FileDefinition;
  private readonly context: LinkInput;

  constructor(file: FileDefinition, context: LinkInput) {
    this.file = file;
    this.context = context;
  }

  message(node: AggregateValue, type: MessageDefinition): MessageValue | undefined {
    const message = new MessageValue(type);
    let complete = true;
    for (const field of node.fields) {
      const done =
        field.name.form === "any" ? this.any(field, message) : this.field(field, message);
      if (!done) complete = false;
    }
    if (complete) complete = this.checkRequired(node, message);
    return complete ? message : undefined;
  }

  private field(node: AggregateField, message: MessageValue): boolean {
    const field = this.findField(node, message.type);
    if (field === undefined) return false;
    const { value } = node;
    const repeated = field.proto.label === Label.REPEATED;
    if (value.kind === "list") {
      if (!repeated) {
        const text = `The field "${node.name.name}" is not repeated and takes no list.`;
        return this.error("OPTION_VALUE", value, text);
      }
      let complete = true;
      for (const element of value.elements) {
        if (!this.element(element, field, message, node.name.name)) complete = false;
      }
      return complete;
    }
    if (!repeated && message.has(field)) {
      const text = `The field "${node.name.name}" is set more than once.`;
      return this.error("OPTION_ALREADY_SET", node.name, text);
    }
    const { oneof } = field;
    if (oneof !== undefined) {
      const other = message.fields.find((entry) => entry.field.oneof === oneof);
      if (other !== undefined) {
        const text = `The field "${node.name.name}" is in the same oneof as "${other.field.name}".`;
        return this.error("OPTION_ALREADY_SET", node.name, text);
      }
    }
    return this.element(value, field, message, node.name.name);
  }

  private element(
    node: AggregateElement,
    field: FieldDefinition,
    message: MessageValue,
    name: string,
  ): boolean {
    const type = messageOf(field);
    if (type !== undefined) {
      if (node.kind !== "aggregate") {
        return this.error("OPTION_VALUE", node, `The field "${name}" is a message: write "{ … }".`);
      }
      const value = this.message(node, type);
      if (value === undefined) return false;
      message.add(field, value, node);
      return true;
    }
    const result = scalarValue(field, node, name, true);
    if ("problem" in result) {
      const { problem } = result;
      return this.error("OPTION_VALUE", node, problem.message, problem.hint);
    }
    message.add(field, result.value, node);
    return true;
  }

  private findField(node: AggregateField, type: MessageDefinition): FieldDefinition | undefined {
    const { name, form } = node.name;
    if (form === "extension") {
      const from = `${type.fullName}.dummy`;
      const found = lookUp(this.context.table, this.file, name, from, false).definition;
      if (
        found?.kind === "field" &&
        found.extendee !== undefined &&
        found.containing?.fullName === type.fullName
      ) {
        markUsed(this.file, found);
        return found;
      }
      this.error(
        "OPTION_UNKNOWN",
        node.name,
        `"${name}" is not an extension of "${type.fullName}" known here.`,
        "Import the file that defines it.",
      );
      return undefined;
    }
    const found = type.fields.find((field) => nameInText(field) === name || field.name === name);
    if (found !== undefined) return found;
    const guess = suggest(name, type.fields.map(nameInText));
    this.error(
      "OPTION_UNKNOWN",
      node.name,
      `The message "${type.fullName}" has no field "${name}".`,
      guess === undefined ? undefined : `Did you mean "${guess}"?`,
    );
    return undefined;
  }

  /** `[type.googleapis.com/shop.v1.Order] { … }` in an Any: its URL and the encoded message. */
  private any(node: AggregateField, message: MessageValue): boolean {
    const [url, value] = [1, 2].map((number) =>
      message.type.fields.find((field) => field.proto.number === number),
    );
    const { name } = node.name;
    const prefix = ANY_PREFIXES.find((candidate) => name.startsWith(candidate));
    if (
      message.type.fullName !== "google.protobuf.Any" ||
      url === undefined ||
      value === undefined ||
      prefix === undefined
    ) {
      return this.error(
        "OPTION_UNKNOWN",
        node.name,
        `"[${name}]" is allowed in a google.protobuf.Any only.`,
      );
    }
    const typeName = name.slice(prefix.length);
    const found = lookUp(this.context.table, this.file, `.${typeName}`, "", true).definition;
    if (found?.kind !== "message") {
      return this.error(
        "OPTION_UNKNOWN",
        node.name,
        `"${typeName}" is not a message type known here.`,
      );
    }
    markUsed(this.file, found);
    if (node.value.kind !== "aggregate") {
      return this.error("OPTION_VALUE", node.value, `A message is written "{ … }".`);
    }
    const inner = this.message(node.value, found);
    if (inner === undefined) return false;
    message.add(url, name, node.name);
    message.add(value, encodeMessage(inner), node);
    return true;
  }

  private checkRequired(node: AggregateValue, message: MessageValue): boolean {
    const missing = message.type.fields.filter((field) => isRequired(field) && !message.has(field));
    if (missing.length === 0) return true;
    const names = missing.map((field) => `"${field.name}"`).join(", ");
    return this.error(
      "OPTION_VALUE",
      node,
      `The message "${message.type.fullName}" lacks required fields: ${names}.`,
    );
  }

  private error(code: DiagnosticCode, node: Node, message: string, hint?: string): false {
    report(this.context.reporter, this.file, node, code, message, { hint });
    return false;
  }
}

/** A group, and what is like one, is called by the name of its type in the text format. */
function nameInText(field: FieldDefinition): string {
  const type = messageOf(field);
  return type !== undefined && isGroupLike(field, type) ? type.name : field.name;
}

function isGroupLike(field: FieldDefinition, type: MessageDefinition): boolean {
  return (
    isDelimited(field) &&
    type.name.toLowerCase() === field.name &&
    type.file === field.file &&
    type.parent === field.parent
  );
}
