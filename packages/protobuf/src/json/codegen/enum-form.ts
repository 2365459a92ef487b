import type { JsonValue } from "../json-value.ts";
import { parseEnumNumber } from "../parse-scalar.ts";
import { unknownEnumValue } from "../parse-well-known.ts";
import { printEnumNumber } from "../print-scalar.ts";
import type { JsonReader, PrintRun, ValueForm } from "./json-form.ts";

class EnumForm implements ValueForm<number> {
  readonly kind = "value";
  readonly takesNull: boolean;
  readonly shape = "plain";
  readonly typeName: string;
  private readonly constants: Readonly<Record<string, number>>;
  private readonly prefix: string;
  private readonly open: boolean;
  /** Made at first use: programs have more enums than they print. */
  private numbers: ReadonlyMap<string, number> | undefined;
  private names: ReadonlyMap<number, string> | undefined;

  constructor(
    typeName: string,
    constants: Readonly<Record<string, number>>,
    prefix: string,
    open: boolean,
  ) {
    this.typeName = typeName;
    this.takesNull = typeName === "google.protobuf.NullValue";
    this.constants = constants;
    this.prefix = prefix;
    this.open = open;
    this.numbers = undefined;
    this.names = undefined;
  }

  print(value: number, run: PrintRun): null | number | string {
    const number = printEnumNumber(value, this.typeName, run);
    if (this.takesNull) return null;
    if (run.enumAsInteger) return number;
    this.names ??= this.namesByNumber();
    return this.names.get(number) ?? number;
  }

  parse(json: JsonValue, reader: JsonReader): number | undefined {
    let number: number | undefined;
    if (typeof json === "string") {
      this.numbers ??= new Map(this.entries());
      number = this.numbers.get(json);
    } else if (json === null && this.takesNull) {
      number = 0;
    } else {
      number = parseEnumNumber(json, this.typeName, reader);
      if (!this.open) {
        this.names ??= this.namesByNumber();
        if (!this.names.has(number)) number = undefined;
      }
    }
    if (number !== undefined) return number;
    if (reader.settings.ignoreUnknownFields === true) return undefined;
    const known = this.entries().map(([name]) => name);
    throw unknownEnumValue(json, this.typeName, known, reader);
  }

  private entries(): [string, number][] {
    return Object.entries(this.constants).map(([name, number]) => [this.prefix + name, number]);
  }

  /** Of several names with one number it is printed by the first. */
  private namesByNumber(): ReadonlyMap<number, string> {
    return new Map(
      this.entries()
        .map(([name, number]) => [number, name] as const)
        .toReversed(),
    );
  }
}

/**
 * For generated code: the form of an enum.
 * @param constants its numbers by name
 * @param prefix the prefix of each name in the .proto file
 * @param open whether it takes numbers without a name
 */
export function enumJson<E extends number>(
  typeName: string,
  constants: Readonly<Record<string, E>>,
  prefix: string,
  open: boolean,
): ValueForm<E> {
  // What it parses is one of the constants, or a number that an open enum takes.
  return new EnumForm(typeName, constants, prefix, open) as ValueForm<number> as ValueForm<E>;
}
