import { FieldDescriptorProto_Label as Label } from "@tramline/protobuf/wkt";
import type { Node, OptionNamePart, OptionNode } from "../ast/nodes.ts";
import type {
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
} from "../descriptor/definitions.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { type LinkContext, markUsed, messageOf } from "../link/link-types.ts";
import { report } from "../link/report.ts";
import { lookUp } from "../link/scope.ts";
import { aggregateValue } from "./aggregate-value.ts";
import { createOptions } from "./create-options.ts";
import { schemaMessage } from "./option-schema.ts";
import type { OptionTarget, PendingOption } from "./option-target.ts";
import { type InterpretedValue, MessageValue } from "./option-value.ts";
import { stripSourceOnly } from "./retention.ts";
import { scalarValue } from "./scalar-value.ts";

/** Interprets every option of a file, its types being linked, and sets the options messages. */
export function interpretOptions(file: FileDefinition, context: LinkContext): void {
  const stripped = new Set<string>();
  for (const target of file.options) new OptionInterpreter(file, target, context, stripped).run();
  if (stripped.size > 0) forgetLocations(file, stripped);
}

class OptionInterpreter {
  private readonly file: FileDefinition;
  private readonly target: OptionTarget;
  private readonly context: LinkContext;
  private readonly counts: Map<string, number>;
  /** Paths of options that are left out of the descriptor. */
  private readonly stripped: Set<string>;

  constructor(
    file: FileDefinition,
    target: OptionTarget,
    context: LinkContext,
    stripped: Set<string>,
  ) {
    this.file = file;
    this.target = target;
    this.context = context;
    this.counts = new Map();
    this.stripped = stripped;
  }

  run(): void {
    const { target, context } = this;
    const schema = schemaMessage(target.type);
    if (schema === undefined) return;
    // The program's own descriptor.proto, if there is one, is what its extensions extend.
    const loaded = context.table.get(`google.protobuf.${target.type}`);
    const type = loaded?.kind === "message" ? loaded : schema;
    const root = new MessageValue(type);
    for (const option of target.options) this.interpret(option, root);
    const stripped = stripSourceOnly(root);
    if (stripped.length > 0 && root.fields.length === 0) {
      this.stripped.add(target.path.join("."));
      return;
    }
    for (const number of stripped) this.stripped.add([...target.path, number].join("."));
    target.holder.options = createOptions(root, schema);
  }

  private interpret(option: PendingOption, root: MessageValue): void {
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
      const count = this.counts.get(key) ?? 0;
      this.counts.set(key, count + 1);
      path.push(count);
    }
    if (location !== undefined) location.path = path;
    const value = this.valueOf(node, field, shown);
    if (value === undefined) return;
    let message = root;
    for (let index = 0; index < last; index++) {
      message = nestedMessage(message, fields[index] as FieldDefinition, type);
    }
    message.fields.push({ field, value });
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
        ? `A custom option stands in parentheses: "(${part.name})".`
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

/** What is not in the descriptor has no place in its source info either. */
function forgetLocations(file: FileDefinition, stripped: ReadonlySet<string>): void {
  const info = file.proto.sourceCodeInfo;
  if (info === undefined) return;
  info.location = info.location.filter(({ path }) => {
    let prefix = "";
    for (const part of path) {
      prefix += prefix === "" ? String(part) : `.${part}`;
      if (stripped.has(prefix)) return false;
    }
    return true;
  });
}

/** The message in a singular field, made if it is not there yet. */
function nestedMessage(
  message: MessageValue,
  field: FieldDefinition,
  otherwise: MessageDefinition,
): MessageValue {
  const existing = message.get(field);
  if (existing instanceof MessageValue) return existing;
  const created = new MessageValue(messageOf(field) ?? otherwise);
  message.fields.push({ field, value: created });
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
