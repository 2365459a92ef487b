// Field masks as text: paths in lowerCamelCase, joined by commas.

import { lowerCamelName } from "../descriptor/names.ts";

/** Names joined by dots, as they are in JSON. */
const pathText = /^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*$/;

/** Prints paths; undefined when one would not come back the same (`fooBar`, `foo__bar`, `foo_3`). */
export function printFieldMask(paths: readonly string[]): string | undefined {
  const printed: string[] = [];
  for (const path of paths) {
    const camel = path.split(".").map(lowerCamelName).join(".");
    if (!pathText.test(camel) || snakeName(camel) !== path) return undefined;
    printed.push(camel);
  }
  return printed.join(",");
}

/** Parses paths; undefined if one has underscores or is invalid. */
export function parseFieldMask(text: string): string[] | undefined {
  if (text === "") return [];
  const paths = text.split(",");
  return paths.every((path) => pathText.test(path)) ? paths.map(snakeName) : undefined;
}

function snakeName(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
