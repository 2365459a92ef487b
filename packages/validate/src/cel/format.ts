// The texts of standard rules, with values printed as CEL's `format` prints them.

import { type CelInput, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";

let printer: ((values: Record<string, CelInput>) => unknown) | undefined;

/** Prints values into a text: `formatText("must equal %s", [1n])`. */
export function formatText(text: string, values: readonly CelInput[]): string {
  printer ??= plan(celEnv({ funcs: [...strings] }), parse("text.format(values)")) as NonNullable<
    typeof printer
  >;
  const printed = printer({ text, values: [...values] });
  if (isCelError(printed)) throw printed;
  return String(printed);
}
