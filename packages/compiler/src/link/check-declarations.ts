import { ExtensionRangeOptions_VerificationState as Verification } from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type {
  ExtensionRangeDefinition,
  FieldDefinition,
  MessageDefinition,
  OptionMessage,
} from "../descriptor/definitions.ts";
import { scalarType } from "../descriptor/names.ts";
import { isRepeated } from "../features/field-features.ts";
import { isIdentifier } from "../lexer/characters.ts";
import { optionNamed } from "../options/option-value.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** The declaration of an extension in a message's extension range. */
interface Declaration {
  readonly node: Node;
  readonly number: number;
  readonly fullName: string | undefined;
  readonly type: string | undefined;
  readonly reserved: boolean;
  readonly repeated: boolean;
}

/** Extensions of these messages, the options, need no declaration. */
const OPTIONS_FILE = "google/protobuf/descriptor.proto";

/** Checks the declarations in a message's extension ranges. */
export function checkDeclarations(message: MessageDefinition, context: LinkInput): void {
  const names = new Set<string>();
  for (const range of message.extensionRanges) {
    const declarations = declarationsOf(range);
    if (declarations.length === 0) continue;
    const verification = optionNamed(range.optionValues, "verification");
    if (verification?.value === Verification.UNVERIFIED) {
      const text = "A range with declarations cannot be UNVERIFIED.";
      report(context.reporter, message.file, verification.node, "EXTENSION_DECLARATION", text, {
        hint: `Leave out "verification", or the declarations.`,
      });
      return;
    }
    checkRange(message, range, declarations, names, context);
  }
}

function checkRange(
  message: MessageDefinition,
  range: ExtensionRangeDefinition,
  declarations: readonly Declaration[],
  names: Set<string>,
  context: LinkInput,
): void {
  const { start = 0, end = 0 } = range.proto;
  const numbers = new Set<number>();
  for (const declaration of declarations) {
    const { node, number, fullName, type, reserved } = declaration;
    const error = (text: string): void =>
      report(context.reporter, message.file, node, "EXTENSION_DECLARATION", text);
    if (number < start || number >= end) {
      error(`The declared number ${number} is not in the extension range ${start} to ${end - 1}.`);
    }
    if (numbers.has(number)) error(`The number ${number} is declared more than once.`);
    numbers.add(number);
    if (fullName === undefined || type === undefined) {
      if (!reserved || fullName !== type) {
        error(`The declaration of ${number} needs both a "full_name" and a "type".`);
      }
      continue;
    }
    if (names.has(fullName)) error(`The extension "${fullName}" is declared more than once.`);
    names.add(fullName);
    checkName(fullName, error);
    if (!isScalar(type)) checkName(type, error);
  }
}

function checkName(name: string, error: (text: string) => void): void {
  if (!name.startsWith(".")) {
    error(`"${name}" must be a full name with a leading dot, ".${name}" for instance.`);
  } else if (!name.slice(1).split(".").every(isIdentifier)) {
    error(`"${name}" is not a full name.`);
  }
}

/** Checks an extension against what the message that it extends declares. */
export function checkDeclared(extension: FieldDefinition, context: LinkInput): void {
  const { extendee, containing: extended, file } = extension;
  if (extendee === undefined || extended === undefined) return;
  if (extended.file.path === OPTIONS_FILE) return;
  const number = extension.proto.number ?? 0;
  const range = extended.extensionRanges.find(
    ({ proto }) => number >= (proto.start ?? 0) && number < (proto.end ?? 0),
  );
  if (range === undefined) return;
  const error = (node: Node, text: string): void =>
    report(context.reporter, file, node, "EXTENSION_UNDECLARED", text, {
      notes: [`The declarations are in "${extended.file.path}", in the extension range.`],
    });
  const declarations = declarationsOf(range);
  const declared = declarations.find((declaration) => declaration.number === number);
  if (declared === undefined) {
    const verification = optionNamed(range.optionValues, "verification")?.value;
    if (declarations.length === 0 && verification !== Verification.DECLARATION) return;
    error(extension.node.number, `"${extended.fullName}" does not declare an extension ${number}.`);
    return;
  }
  const is = `The extension ${number} of "${extended.fullName}" is declared as`;
  if (declared.reserved) {
    error(extension.node.number, `${is} reserved.`);
    return;
  }
  const { fullName = "", type = "" } = declared;
  const expected = type === "" || isScalar(type) || type.startsWith(".") ? type : `.${type}`;
  const actual = typeText(extension);
  if (expected !== "" && actual !== undefined && expected !== actual) {
    error(extension.node.type, `${is} of type "${expected}", not "${actual}".`);
  }
  if (fullName !== "" && fullName !== `.${extension.fullName}`) {
    error(extension.node.name, `${is} "${fullName}", not ".${extension.fullName}".`);
  }
  if (declared.repeated !== isRepeated(extension)) {
    error(extension.node.name, `${is} ${declared.repeated ? "repeated" : "not repeated"}.`);
  }
}

/** An extension's type as declarations write it; undefined if it could not be found. */
function typeText(extension: FieldDefinition): string | undefined {
  const { typeDefinition, type } = extension;
  if (typeDefinition !== undefined) return `.${typeDefinition.fullName}`;
  return type !== undefined && scalarType(type.name) !== undefined ? type.name : undefined;
}

function isScalar(type: string): boolean {
  return type === "enum" || scalarType(type) !== undefined;
}

function declarationsOf(range: ExtensionRangeDefinition): Declaration[] {
  const found: Declaration[] = [];
  for (const { field, value, node } of range.optionValues?.fields ?? []) {
    if (field.extendee !== undefined || field.name !== "declaration") continue;
    if (typeof value === "object" && "fields" in value) found.push(declaration(value, node));
  }
  return found;
}

function declaration(message: OptionMessage, node: Node): Declaration {
  const text = (name: string): string | undefined => {
    const value = optionNamed(message, name)?.value;
    return typeof value === "string" ? value : undefined;
  };
  return {
    node,
    number: Number(optionNamed(message, "number")?.value ?? 0),
    fullName: text("full_name"),
    type: text("type"),
    reserved: optionNamed(message, "reserved")?.value === true,
    repeated: optionNamed(message, "repeated")?.value === true,
  };
}
