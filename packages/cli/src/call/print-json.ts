import type { JsonValue } from "@tramline/protobuf";
import { harmless, type Style } from "../terminal/style.ts";

/**
 * Prints JSON as text, with colors. Control characters of terminals are escaped, which leaves the
 * JSON the same.
 *
 * @param compact on one line
 */
export function printJson(value: JsonValue, style: Style, compact = false): string {
  if (!style.isColorSupported) return harmless(JSON.stringify(value, undefined, compact ? 0 : 2));
  return printColored(value, style, compact ? undefined : "\n");
}

/** @param lineBreak a line break and the indentation; undefined on one line */
function printColored(value: JsonValue, style: Style, lineBreak: string | undefined): string {
  switch (typeof value) {
    case "string":
      return style.green(harmless(JSON.stringify(value)));
    case "number":
      return style.yellow(String(value));
    case "boolean":
      return style.magenta(String(value));
    default:
      if (value === null) return style.dim("null");
  }
  const inner = lineBreak === undefined ? undefined : `${lineBreak}  `;
  const members = Array.isArray(value)
    ? value.map((element) => printColored(element, style, inner))
    : Object.entries(value).map(
        ([name, member]) =>
          `${style.cyan(harmless(JSON.stringify(name)))}:${inner === undefined ? "" : " "}${printColored(member, style, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (members.length === 0) return `${open ?? ""}${close ?? ""}`;
  return `${open ?? ""}${inner ?? ""}${members.join(`,${inner ?? ""}`)}${lineBreak ?? ""}${close ?? ""}`;
}
