import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CodeGeneratorRequest, CodeGeneratorResponse } from "@tramline/compiler/plugin";
import type { MessageInit } from "@tramline/protobuf";

/** A program that keeps what it is asked and answers what it has been told to. */
export interface FakePlugin {
  readonly file: string;
  /** What it was asked last; undefined when it was not run. */
  request(): CodeGeneratorRequest | undefined;
}

/**
 * Installs a plugin.
 *
 * @param file absolute path of the program
 * @param answer what it writes to stdout; a string is a program of its own, in JavaScript, that may use `fs`
 */
export function installPlugin(
  file: string,
  answer: MessageInit<CodeGeneratorResponse> | string = {},
): FakePlugin {
  mkdirSync(path.dirname(file), { recursive: true });
  if (typeof answer !== "string") {
    writeFileSync(`${file}.response`, CodeGeneratorResponse.encode(answer));
  }
  const body =
    typeof answer === "string"
      ? answer
      : `fs.writeFileSync(__filename + ".request", fs.readFileSync(0));
process.stdout.write(fs.readFileSync(__filename + ".response"));`;
  // The path of this Node: tests choose what is on the PATH.
  writeFileSync(file, `#!${process.execPath}\nconst fs = require("node:fs");\n${body}\n`);
  chmodSync(file, 0o755);
  return {
    file,
    request() {
      const kept = `${file}.request`;
      return existsSync(kept) ? CodeGeneratorRequest.decode(readFileSync(kept)) : undefined;
    },
  };
}
