import type {
  EnumDefinition,
  EnumValueDefinition,
  OptionField,
} from "../descriptor/definitions.ts";
import { optionNamed } from "../options/option-value.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** The option by which a value has another name in JSON. */
const OPTION = "pb.enumvalue.json";

/** Checks the names that an enum's values are given in JSON: each must stand for one number only. */
export function checkEnumJson(declared: EnumDefinition, context: LinkInput): void {
  const { file, values } = declared;
  if (!values.some((value) => jsonOption(value) !== undefined)) return;
  const byName = new Map<string, EnumValueDefinition>();
  const byNumber = new Map<number, EnumValueDefinition>();
  for (const value of values) {
    const option = jsonOption(value);
    const custom = jsonString(option);
    const { number = 0 } = value.proto;
    const error = (text: string): void =>
      report(context.reporter, file, option?.node ?? value.nameNode, "ENUM_JSON_NAME", text);
    const primary = byNumber.get(number);
    if (primary === undefined) {
      byNumber.set(number, value);
    } else if (jsonString(jsonOption(primary)) !== custom) {
      error(`"${value.name}" and its alias "${primary.name}" must have the same name in JSON.`);
    }
    if (custom?.includes("\0") === true) error("A name in JSON must not hold a NUL.");
    if (custom !== undefined && /^[+-]?[0-9]+$/.test(custom) && Number(custom) !== number) {
      error(`The name "${custom}" in JSON is a number, but not that of the value, ${number}.`);
    }
    for (const name of custom === undefined ? [value.name] : [value.name, custom]) {
      const other = byName.get(name);
      if (other === undefined) byName.set(name, value);
      else if (other.proto.number !== number) {
        error(`The name "${name}" in JSON is also that of "${other.name}".`);
      }
    }
  }
}

function jsonOption(value: EnumValueDefinition): OptionField | undefined {
  return value.optionValues?.fields.find(({ field }) => field.fullName === OPTION);
}

function jsonString(option: OptionField | undefined): string | undefined {
  const message = option?.value;
  if (typeof message !== "object" || !("fields" in message)) return undefined;
  const text = optionNamed(message, "string")?.value;
  return typeof text === "string" ? text : undefined;
}
