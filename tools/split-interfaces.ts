/**
 * Extracts the enums and interfaces of a generated file whose interfaces refer to one another only. The
 * result imports nothing: what generated code itself runs on can be typed by it without an import cycle.
 *
 * @param content the generated file
 * @returns the declarations, in their order
 * @throws Error when there are none
 */
export function splitInterfaces(content: string): string {
  const declarations = [
    ...content.matchAll(
      /^(?:\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export (?:interface \w+ \{\n[^]*?^\}|const (\w+) = \{\n[^]*?^\} as const;\nexport type \1 = .*;)\n/gm,
    ),
  ].map(([declaration]) => declaration);
  if (declarations.length === 0) {
    throw new Error("invalid generated file: expected interfaces, got none");
  }
  return declarations.join("\n");
}
