import { FeatureSet_EnforceNamingStyle as NamingStyle } from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type {
  EnumDefinition,
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
  OneofDefinition,
} from "../descriptor/definitions.ts";
import type { Features } from "../features/features.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** The problem of a name, and a name without it. */
interface Flaw {
  readonly problem: string;
  readonly better: string;
}

type Style = (name: string) => Flaw | undefined;

interface Named {
  readonly name: string;
  readonly features: Features;
}

/** Checks the names that a file defines against the naming style that its features ask for. */
export function checkNaming(file: FileDefinition, context: LinkInput): void {
  const checker = new NamingChecker(file, context);
  if (file.packageNode !== undefined) {
    const named = { name: file.package, features: file.features };
    checker.check("package", named, file.packageNode, packageName);
  }
  for (const message of file.messages) checker.checkMessage(message);
  for (const declared of file.enums) checker.checkEnum(declared);
  for (const extension of file.extensions) checker.checkField(extension);
  for (const service of file.services) {
    checker.check("service", service, service.nameNode, titleCase);
    for (const method of service.methods) {
      checker.check("method", method, method.nameNode, titleCase);
    }
  }
}

class NamingChecker {
  private readonly file: FileDefinition;
  private readonly context: LinkInput;
  private readonly members: Map<MessageDefinition, ReadonlySet<string>>;

  constructor(file: FileDefinition, context: LinkInput) {
    this.file = file;
    this.context = context;
    this.members = new Map();
  }

  checkMessage(message: MessageDefinition): void {
    // The entry of a map has its field's name, which is checked there.
    if (message.isMapEntry) return;
    this.check("message", message, message.nameNode, titleCase);
    for (const field of message.fields) this.checkField(field);
    for (const oneof of message.oneofs) {
      this.check("oneof", oneof, oneof.nameNode, lowerSnakeCase);
      this.checkCollision("oneof", oneof, oneof.nameNode, message);
    }
    for (const extension of message.extensions) this.checkField(extension);
    for (const declared of message.enums) this.checkEnum(declared);
    for (const nested of message.messages) this.checkMessage(nested);
  }

  checkField(field: FieldDefinition): void {
    const what = field.extendee === undefined ? "field" : "extension";
    this.check(what, field, field.node.name, lowerSnakeCase);
    this.checkCollision(what, field, field.node.name, field.containing);
  }

  checkEnum(declared: EnumDefinition): void {
    this.check("enum", declared, declared.nameNode, titleCase);
    for (const value of declared.values) {
      this.check("enum value", value, value.nameNode, upperSnakeCase);
    }
  }

  check(what: string, named: Named, node: Node, style: Style): void {
    if (named.features.enforceNamingStyle === NamingStyle.STYLE_LEGACY) return;
    const flaw = style(named.name);
    if (flaw === undefined) return;
    const guess = flaw.better === "" || style(flaw.better) !== undefined ? undefined : flaw.better;
    const text = `The ${what} name "${named.name}" ${flaw.problem}.`;
    report(this.context.reporter, this.file, node, "NAMING_STYLE", text, {
      notes: ['"features.enforce_naming_style = STYLE_LEGACY" turns this check off.'],
      hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
    });
  }

  private membersOf(message: MessageDefinition): ReadonlySet<string> {
    let names = this.members.get(message);
    if (names === undefined) {
      names = new Set([...message.fields, ...message.oneofs].map((member) => member.name));
      this.members.set(message, names);
    }
    return names;
  }

  /** Names that generated code may have uses of its own for. */
  private checkCollision(
    what: string,
    named: FieldDefinition | OneofDefinition,
    node: Node,
    message: MessageDefinition | undefined,
  ): void {
    if (named.features.enforceNamingStyle !== NamingStyle.STYLE2026) return;
    const { name } = named;
    const other = message === undefined ? undefined : collision(name, this.membersOf(message));
    if (other === undefined && name !== "descriptor") return;
    const text =
      other === undefined
        ? `The ${what} name "${name}" collides with names in generated code.`
        : `The ${what} name "${name}" collides with what is generated for "${other}".`;
    report(this.context.reporter, this.file, node, "NAMING_STYLE", text, {
      notes: ['"features.enforce_naming_style = STYLE2024" turns this check off.'],
    });
  }
}

function collision(name: string, members: ReadonlySet<string>): string | undefined {
  const plain = name.replace(/^(?:has|get|set|clear)_/, "");
  if (plain !== name && members.has(plain)) return plain;
  const stem = name.replace(/_value$/, "");
  return stem !== name && members.has(stem) ? stem : undefined;
}

const UNDERSCORES = "has an underscore at an end, or one that no letter follows";

function packageName(name: string): Flaw | undefined {
  return snakeCase(name, /^[a-z0-9_.]+$/, /^[a-z]/, "lower_snake_case", name.toLowerCase());
}

function lowerSnakeCase(name: string): Flaw | undefined {
  return snakeCase(name, /^[a-z0-9_]+$/, /^[a-z]/, "lower_snake_case", words(name).toLowerCase());
}

function upperSnakeCase(name: string): Flaw | undefined {
  return snakeCase(name, /^[A-Z0-9_]+$/, /^[A-Z]/, "UPPER_SNAKE_CASE", words(name).toUpperCase());
}

function snakeCase(
  name: string,
  all: RegExp,
  first: RegExp,
  style: string,
  better: string,
): Flaw | undefined {
  if (!all.test(name)) return { problem: `is not in ${style}`, better };
  if (!first.test(name)) return { problem: "does not begin with a letter", better: "" };
  if (/^_|_$|_[^A-Za-z]/.test(name)) {
    const joined = name.replace(/^_+|_+$/g, "").replace(/_+(?=[^A-Za-z])/g, "");
    return { problem: UNDERSCORES, better: joined };
  }
  return undefined;
}

function titleCase(name: string): Flaw | undefined {
  if (/^[A-Z][A-Za-z0-9]*$/.test(name)) return undefined;
  const better = name.replace(/(?:^|_)([a-z]?)/g, (_match, letter: string) => letter.toUpperCase());
  return { problem: "is not in TitleCase", better };
}

/** A name's words with underscores between them: `unitPrice` → `unit_Price`. */
function words(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
}
