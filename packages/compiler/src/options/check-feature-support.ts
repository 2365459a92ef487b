import type {
  EnumValueDefinition,
  FieldDefinition,
  OptionMessage,
} from "../descriptor/definitions.ts";
import { enumOf, type LinkInput } from "../link/link-types.ts";
import { report } from "../link/report.ts";
import { messageNamed, optionNamed } from "./option-value.ts";

/** Since when an option exists, and until when; 0 where that is not said. */
interface Support {
  readonly introduced: number;
  readonly deprecated: number;
  readonly removed: number;
  readonly hasWarning: boolean;
  readonly hasRemovalError: boolean;
}

const NONE: Support = {
  introduced: 0,
  deprecated: 0,
  removed: 0,
  hasWarning: false,
  hasRemovalError: false,
};

/** Checks that what a field or a value says of the editions that it is for makes sense. */
export function checkFeatureSupport(
  definition: FieldDefinition | EnumValueDefinition,
  context: LinkInput,
): void {
  const { file } = definition;
  const { optionValues } = definition;
  const message = messageNamed(optionValues, "feature_support");
  const node = optionNamed(optionValues, "feature_support")?.node;
  if (message === undefined || node === undefined) return;
  const support = read(message, NONE);
  const error = (text: string): void =>
    report(context.reporter, file, node, "FEATURE_SUPPORT", text);
  const problem = contradiction(support);
  if (problem !== undefined) error(`"${definition.name}" ${problem}.`);
  if (definition.kind !== "field") return;
  for (const value of enumOf(definition)?.values ?? []) {
    const own = messageNamed(value.optionValues, "feature_support");
    if (own === undefined) continue;
    const outside = beyond(read(own, support), support);
    if (outside !== undefined) {
      error(`The value "${value.name}" was ${outside} the option "${definition.name}" was.`);
    }
  }
}

function read(message: OptionMessage, otherwise: Support): Support {
  const edition = (name: string, other: number): number =>
    Number(optionNamed(message, name)?.value ?? other);
  return {
    introduced: edition("edition_introduced", otherwise.introduced),
    deprecated: edition("edition_deprecated", otherwise.deprecated),
    removed: edition("edition_removed", otherwise.removed),
    hasWarning: otherwise.hasWarning || optionNamed(message, "deprecation_warning") !== undefined,
    hasRemovalError:
      otherwise.hasRemovalError || optionNamed(message, "removal_error") !== undefined,
  };
}

function contradiction(support: Support): string | undefined {
  const { introduced, deprecated, removed, hasWarning, hasRemovalError } = support;
  if (deprecated > 0) {
    if (deprecated < introduced) return "is deprecated before it is introduced";
    if (!hasWarning) return `is deprecated, but has no "deprecation_warning"`;
  } else if (hasWarning) {
    return `has a "deprecation_warning", but no "edition_deprecated"`;
  }
  if (removed > 0) {
    if (deprecated >= removed) return "is deprecated after it is removed";
    if (removed < introduced) return "is removed before it is introduced";
    // What never could be set needs no word about it.
    if (removed !== introduced && !hasRemovalError) return `is removed, but has no "removal_error"`;
  } else if (hasRemovalError) {
    return `has a "removal_error", but no "edition_removed"`;
  }
  return undefined;
}

/** How the lifetime of a value goes beyond that of its option. */
function beyond(value: Support, option: Support): string | undefined {
  if (value.introduced < option.introduced) return "introduced before";
  if (option.removed > 0 && value.removed > option.removed) return "removed after";
  if (option.deprecated > 0 && value.deprecated > option.deprecated) return "deprecated after";
  return undefined;
}
