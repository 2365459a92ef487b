import { readFileSync } from "node:fs";

/**
 * The docstrings that fill whole lines of a module are replaced by empty lines: lines keep their numbers.
 * tests/bundles/docstrings.test.ts holds that nothing else changes.
 *
 * @param {string} source
 */
export function dropDocstrings(source) {
  return source.replace(/^[ \t]*\/\*\*[^]*?\*\/[ \t]*$/gm, (text) => text.replace(/[^\n]/g, ""));
}

/**
 * esbuild keeps the docstrings of class members. They are a third of the text that each process holds.
 *
 * @type {import("esbuild").Plugin}
 */
export const withoutDocstrings = {
  name: "without-docstrings",
  setup(build) {
    build.onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: dropDocstrings(readFileSync(path, "utf8")),
      loader: "ts",
    }));
  },
};
