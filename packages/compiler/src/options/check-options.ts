import { FieldOptions_OptionTargetType as TargetType } from "@tramline/protobuf/wkt";
import type {
  EnumValueDefinition,
  FieldDefinition,
  FileDefinition,
  OptionField,
  OptionMessage,
} from "../descriptor/definitions.ts";
import { editionName } from "../features/edition-name.ts";
import { enumOf, type LinkInput } from "../link/link-types.ts";
import { report, warn } from "../link/report.ts";
import type { OptionsType } from "./option-target.ts";
import { MessageValue, messageNamed, optionNamed } from "./option-value.ts";

const TARGETS: Readonly<Record<OptionsType, number>> = {
  FileOptions: TargetType.TARGET_TYPE_FILE,
  MessageOptions: TargetType.TARGET_TYPE_MESSAGE,
  FieldOptions: TargetType.TARGET_TYPE_FIELD,
  OneofOptions: TargetType.TARGET_TYPE_ONEOF,
  EnumOptions: TargetType.TARGET_TYPE_ENUM,
  EnumValueOptions: TargetType.TARGET_TYPE_ENUM_ENTRY,
  ExtensionRangeOptions: TargetType.TARGET_TYPE_EXTENSION_RANGE,
  ServiceOptions: TargetType.TARGET_TYPE_SERVICE,
  MethodOptions: TargetType.TARGET_TYPE_METHOD,
};

/** The names of targets, with the article. */
const TARGET_NAMES: ReadonlyMap<number, readonly [string, string]> = new Map([
  [TargetType.TARGET_TYPE_FILE, ["a file", "files"]],
  [TargetType.TARGET_TYPE_EXTENSION_RANGE, ["an extension range", "extension ranges"]],
  [TargetType.TARGET_TYPE_MESSAGE, ["a message", "messages"]],
  [TargetType.TARGET_TYPE_FIELD, ["a field", "fields"]],
  [TargetType.TARGET_TYPE_ONEOF, ["a oneof", "oneofs"]],
  [TargetType.TARGET_TYPE_ENUM, ["an enum", "enums"]],
  [TargetType.TARGET_TYPE_ENUM_ENTRY, ["an enum value", "enum values"]],
  [TargetType.TARGET_TYPE_SERVICE, ["a service", "services"]],
  [TargetType.TARGET_TYPE_METHOD, ["a method", "methods"]],
]);

/** Checks that the options of a file are set where and when they may be set. */
export function checkOptions(file: FileDefinition, context: LinkInput): void {
  for (const { type, owner } of file.options) {
    const { optionValues } = owner;
    if (!(optionValues instanceof MessageValue)) continue;
    const checker = new OptionChecker(file, TARGETS[type], context);
    checker.check(optionValues);
    checker.checkFeatureValues(messageNamed(optionValues, "features"));
  }
}

class OptionChecker {
  private readonly file: FileDefinition;
  private readonly target: number;
  private readonly context: LinkInput;

  constructor(file: FileDefinition, target: number, context: LinkInput) {
    this.file = file;
    this.target = target;
    this.context = context;
  }

  check(message: MessageValue): void {
    for (const entry of message.fields) {
      const { field, value } = entry;
      this.checkTarget(entry);
      this.checkLifetime(entry, field);
      if (value instanceof MessageValue) {
        this.check(value);
      } else if (typeof value === "number") {
        const named = enumOf(field)?.values.find(({ proto }) => proto.number === value);
        if (named !== undefined) this.checkLifetime(entry, named);
      }
    }
  }

  /** The first value of each feature says that none was chosen, and cannot be. */
  checkFeatureValues(features: OptionMessage | undefined): void {
    for (const { field, value, node } of features?.fields ?? []) {
      const type = field.extendee === undefined ? enumOf(field) : undefined;
      if (type === undefined || value !== 0) continue;
      const known = type.values.slice(1).map(({ name }) => name);
      const text = `The feature "${field.name}" must not be set to its UNKNOWN value.`;
      report(this.context.reporter, this.file, node, "FEATURE_VALUE", text, {
        hint: `Choose ${known.join(" or ")}.`,
      });
    }
  }

  private checkTarget(entry: OptionField): void {
    const { field, node } = entry;
    const allowed = (field.optionValues?.fields ?? [])
      .filter((option) => option.field.name === "targets" && option.field.extendee === undefined)
      .map(({ value }) => value);
    if (allowed.length === 0 || allowed.includes(this.target)) return;
    const [name] = TARGET_NAMES.get(this.target) ?? ["this"];
    const names = allowed.map((target) => TARGET_NAMES.get(Number(target))?.[1] ?? "others");
    const text = `The option "${field.name}" cannot be set on ${name}.`;
    report(this.context.reporter, this.file, node, "OPTION_TARGET", text, {
      notes: [`It is for ${names.join(", ")}.`],
    });
  }

  private checkLifetime(
    entry: OptionField,
    definition: FieldDefinition | EnumValueDefinition,
  ): void {
    const support = messageNamed(definition.optionValues, "feature_support");
    if (support === undefined) return;
    const { file, context } = this;
    const { edition } = file;
    const shown =
      definition.kind === "field"
        ? `The option "${definition.name}"`
        : `The value "${definition.name}"`;
    const at = (name: string): number => Number(optionNamed(support, name)?.value ?? 0);
    const note = (name: string): string[] => {
      const value = optionNamed(support, name)?.value;
      return typeof value === "string" ? [value] : [];
    };
    const introduced = at("edition_introduced");
    if (edition < introduced) {
      const text = `${shown} is for edition ${editionName(introduced)} and later, not for ${editionName(edition)}.`;
      report(context.reporter, file, entry.node, "OPTION_NOT_YET", text);
    }
    const removed = at("edition_removed");
    const deprecated = at("edition_deprecated");
    if (removed > 0 && edition >= removed) {
      const text = `${shown} was removed in edition ${editionName(removed)}.`;
      const notes = note("removal_error");
      report(context.reporter, file, entry.node, "OPTION_REMOVED", text, { notes });
    } else if (deprecated > 0 && edition >= deprecated) {
      const text = `${shown} is deprecated since edition ${editionName(deprecated)}.`;
      const notes = note("deprecation_warning");
      warn(context.reporter, file, entry.node, "OPTION_DEPRECATED", text, { notes });
    }
  }
}
