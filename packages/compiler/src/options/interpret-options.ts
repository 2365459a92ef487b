import { FieldDescriptorProto_Label as Label } from "@tramline/protobuf/wkt";
import type { Node, OptionNamePart, OptionNode } from "../ast/nodes.ts";
import type {
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
} from "../descriptor/definitions.ts";
import { NO_LOCATION } from "../descriptor/location-table.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { resolveFeatures } from "../features/resolve-features.ts";
import { type LinkInput, markUsed, messageOf } from "../link/link-types.ts";
import { report } from "../link/report.ts";
import { lookUp } from "../link/scope.ts";
import { aggregateValue } from "./aggregate-value.ts";
import { createOptions } from "./create-options.ts";
import { OptionSchema } from "./option-schema.ts";
import type { OptionTarget, PendingOption } from "./option-target.ts";
import { type InterpretedValue, MessageValue } from "./option-value.ts";
import { withoutSourceOnly } from "./retention.ts";
import { scalarValue } from "./scalar-value.ts";

let schema: OptionSchema | undefined;

/** The bundled descriptor.proto, its own options interpreted. */
function optionSchema(): OptionSchema {
  schema ??= new OptionSchema();
  if (!schema.interpreted) {
    schema.interpreted = true;
    interpretOptions(schema.file, schema.context);
  }
  return schema;
}

/**
 * Interprets every option of a file, its types being linked, works out the features of all that the
 * file defines, and sets the options messages.
 */
export function interpretOptions(file: FileDefinition, context: LinkInput): void {
  const interpreters: OptionInterpreter[] = [];
  for (const target of file.options) {
    const type = optionSchema().message(target.type);
    if (type !== undefined) interpreters.push(new OptionInterpreter(file, target, context, type));
  }
  // Custom options after features, since the file may define the extensions that they are.
  for (const interpreter of interpreters) interpreter.run(false);
  resolveFeatures(file);
  for (const interpreter of interpreters) interpreter.run(true);
  for (const interpreter of interpreters) interpreter.finish();
}

class OptionInterpreter {
  private readonly file: FileDefinition;
  private readonly target: OptionTarget;
  private readonly context: LinkInput;
  /** Values so far of each repeated option, by its path; made once there is one. */
  private counts: Map<string, number> | undefined;
  /** The options message as the bundled descriptor.proto defines it. */
  private readonly schema: MessageDefinition;
  private readonly root: MessageValue;

  constructor(
    file: FileDefinition,
    target: OptionTarget,
    context: LinkInput,
    schema: MessageDefinition,
  ) {
    this.file = file;
    this.target = target;
    this.context = context;
    this.counts = undefined;
    this.schema = schema;
    // The program's own descriptor.proto, if there is one, is what its extensions extend.
    const loaded = context.table.get(`google.protobuf.${target.type}`);
    this.root = new MessageValue(loaded?.kind === "message" ? loaded : schema);
    target.owner.optionValues = this.root;
  }

  /** Interprets the custom options, or those that are not. */
  run(custom: boolean): void {
    for (const option of this.target.options) {
      if ((option.node.name[0]?.isExtension === true) === custom) this.interpret(option);
    }
  }

  /** Sets the options of the descriptor, and notes which are left out of it. */
  finish(): void {
    const { root, target } = this;
    const { leftOut, whole } = this.file.sourceOptions;
    const kept = withoutSourceOnly(root, target.path, leftOut);
    if (kept !== root) {
      whole.push({ holder: target.owner.proto, options: createOptions(root, this.schema) });
    }
    if (kept !== root && kept.fields.length === 0) leftOut.add(target.path.join("."));
    else target.owner.proto.options = createOptions(kept, this.schema);
  }

  private interpret(option: PendingOption): void {
    const { root } = this;
    const { node, location } = option;
    const path = [...this.target.path];
    const last = node.name.length - 1;
    let type = root.type;
    let shown = "";
    const fields: FieldDefinition[] = [];
    for (let index = 0; index <= last; index++) {
      const part = node.name[index] as OptionNamePart;
      shown += (index === 0 ? "" : ".") + (part.isExtension ? `(${part.name})` : part.name);
      const field = this.findField(part, type, index === 0);
      if (field === undefined) return;
      if (field.file === this.file && isFeature(node)) {
        const text = "A feature cannot be used in the file that defines it.";
        this.error("FEATURE_SAME_FILE", part, text, {
          hint: "Move its definition to a file of its own, and import that.",
        });
        return;
      }
      fields.push(field);
      path.push(field.proto.number ?? 0);
      if (index === last) break;
      const nested = messageOf(field);
      if (nested === undefined) {
        this.error("OPTION_NOT_A_MESSAGE", part, `The option "${shown}" is not a message.`);
        return;
      }
      if (field.proto.label === Label.REPEATED) {
        this.error("OPTION_REPEATED_MESSAGE", part, `The option "${shown}" is repeated.`, {
          hint: `Set each of its messages whole: "${shown} = { … }".`,
        });
        return;
      }
      type = nested;
    }
    const field = fields[last] as FieldDefinition;
    const repeated = field.proto.label === Label.REPEATED;
    if (!repeated && isSet(root, fields, 0)) {
      this.error("OPTION_ALREADY_SET", node, `The option "${shown}" is already set.`);
      return;
    }
    if (repeated) {
      const key = path.join(".");
      this.counts ??= new Map();
      const count = this.counts.get(key) ?? 0;
      this.counts.set(key, count + 1);
      path.push(count);
    }
    if (location !== NO_LOCATION) this.file.locations?.setPath(location, path);
    const value = this.valueOf(node, field, shown);
    if (value === undefined) return;
    let message = root;
    for (let index = 0; index < last; index++) {
      message = nestedMessage(message, fields[index] as FieldDefinition, type, node);
    }
    message.add(field, value, node);
  }

  private findField(
    part: OptionNamePart,
    type: MessageDefinition,
    isFirst: boolean,
  ): FieldDefinition | undefined {
    if (part.isExtension) return this.findExtension(part, type);
    if (isFirst && part.name === "uninterpreted_option") {
      this.error("OPTION_UNKNOWN", part, `"uninterpreted_option" cannot be set.`);
      return undefined;
    }
    if (isFirst && part.name === "map_entry" && this.target.type === "MessageOptions") {
      this.error("OPTION_MAP_ENTRY", part, `"map_entry" cannot be set.`, {
        hint: "Use a field of type map<Key, Value>.",
      });
      return undefined;
    }
    if (isFirst && part.name === "features" && this.file.syntax !== "editions") {
      this.error("OPTION_FEATURES", part, "Features are for editions only.");
      return undefined;
    }
    const found = type.fields.find((field) => field.name === part.name);
    if (found !== undefined) return found;
    const guess = suggest(
      part.name,
      type.fields.map((field) => field.name),
    );
    const custom = lookUp(this.context.table, this.file, part.name, this.target.scope, false);
    const isCustom =
      custom.definition?.kind === "field" && custom.definition.extendee !== undefined;
    this.error("OPTION_UNKNOWN", part, `The option "${part.name}" is not known.`, {
      hint: isCustom
        ? `Write a custom option in parentheses: "(${part.name})".`
        : guess === undefined
          ? undefined
          : `Did you mean "${guess}"?`,
    });
    return undefined;
  }

  private findExtension(
    part: OptionNamePart,
    type: MessageDefinition,
  ): FieldDefinition | undefined {
    const { table } = this.context;
    const found = lookUp(table, this.file, part.name, this.target.scope, false);
    const { definition } = found;
    if (definition?.kind === "field" && definition.extendee !== undefined) {
      if (definition.containing?.fullName === type.fullName) {
        markUsed(this.file, definition);
        return definition;
      }
      const extended = definition.containing?.fullName ?? definition.extendee.name;
      this.error(
        "OPTION_UNKNOWN",
        part,
        `"${part.name}" extends "${extended}", not "${type.fullName}".`,
      );
      return undefined;
    }
    if (definition !== undefined) {
      this.error("OPTION_UNKNOWN", part, `"${part.name}" is not an extension.`);
      return undefined;
    }
    let details: DiagnosticDetails = { hint: "Import the file that defines it." };
    if (found.invisible !== undefined && found.invisible.kind !== "package") {
      details = { hint: `Add 'import "${found.invisible.file.path}";'.` };
    } else if (found.resolvedName !== undefined) {
      details = {
        notes: [
          `The name was resolved to "${found.resolvedName}"; the innermost scope is searched first.`,
        ],
        hint: `Write "(.${part.name})" to start from the outermost scope.`,
      };
    }
    if (this.file.imports.some((reference) => reference.file === undefined)) details = {};
    this.error("OPTION_UNKNOWN", part, `The option "(${part.name})" is not defined.`, details);
    return undefined;
  }

  private valueOf(
    node: OptionNode,
    field: FieldDefinition,
    name: string,
  ): InterpretedValue | undefined {
    const type = messageOf(field);
    if (type === undefined) {
      // Its own type could not be found; that has been reported where it is defined.
      if (field.proto.type === undefined) return undefined;
      const result = scalarValue(field, node.value, name, false);
      if ("value" in result) return result.value;
      const { message, hint } = result.problem;
      this.error("OPTION_VALUE", node.value, message, { hint });
      return undefined;
    }
    if (node.value.kind === "aggregate") {
      return aggregateValue(this.file, node.value, type, this.context);
    }
    this.error("OPTION_VALUE", node.value, `The option "${name}" is a message.`, {
      hint: `Write "${name} = { … }" or "${name}.field = value".`,
    });
    return undefined;
  }

  private error(
    code: DiagnosticCode,
    node: Node,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    report(this.context.reporter, this.file, node, code, message, details);
  }
}

/** True for `features.…`. */
function isFeature(node: OptionNode): boolean {
  const [first] = node.name;
  return first?.name === "features" && !first.isExtension;
}

/** The message in a singular field, made if it is not there yet. */
function nestedMessage(
  message: MessageValue,
  field: FieldDefinition,
  otherwise: MessageDefinition,
  node: Node,
): MessageValue {
  const existing = message.get(field);
  if (existing instanceof MessageValue) return existing;
  const created = new MessageValue(messageOf(field) ?? otherwise);
  message.add(field, created, node);
  return created;
}

/** True if the last of the fields, each within the one before, is set. */
function isSet(message: MessageValue, fields: readonly FieldDefinition[], from: number): boolean {
  const field = fields[from];
  if (field === undefined) return false;
  if (from === fields.length - 1) return message.has(field);
  const nested = message.get(field);
  return nested instanceof MessageValue && isSet(nested, fields, from + 1);
}
