import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import {
  createFileRegistry,
  type FileDescriptor,
  type JsonType,
  type MessageType,
} from "@tramline/protobuf";

/** Within the workspace, so that what is written there finds its packages. */
const folder = fileURLToPath(
  new URL(`../../../.cache/properties/${process.pid}/`, import.meta.url),
);
let written = 0;

/** Compiles and links the text of a contract. */
export function linkText(text: string, name = "a.proto"): FileDescriptor {
  const compiled = compileSync({
    files: [name],
    resolve: (wanted) => (wanted === name ? text : undefined),
  });
  if (!compiled.ok) {
    const shown = compiled.diagnostics.slice(0, 3).map((one) => renderDiagnostic(one));
    throw new Error(`${shown.join("\n")}\n${text}`);
  }
  const file = createFileRegistry(compiled.files).getFile(name);
  if (file === undefined) throw new Error(`${name} is not among the compiled files`);
  return file;
}

/** The TypeScript that is generated for a file. */
export function generate(file: FileDescriptor): string {
  const [source] = generateTypeScript([file]);
  if (source === undefined) throw new Error(`nothing was generated for ${file.name}`);
  return source.content;
}

/** Writes generated code to a file of its own and returns that file's path. */
export function writeGenerated(content: string): string {
  const target = path.join(folder, `generated-${written++}.ts`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(target, content);
  return target;
}

/** Where {@link writeGenerated} writes. */
export const generatedFolder: string = folder;

/** Removes what was written. */
export function removeGenerated(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a module exports under the names that it has. */
export type Exports = Readonly<Record<string, unknown>>;

/** Loads generated code. */
export async function loadGenerated(content: string): Promise<Exports> {
  return (await import(pathToFileURL(writeGenerated(content)).href)) as Exports;
}

/** The message types among what a module exports, by their names in the contract. */
export function messageTypes(exports: Exports): ReadonlyMap<string, MessageType<object>> {
  const types = new Map<string, MessageType<object>>();
  for (const value of Object.values(exports)) {
    if (typeof value !== "object" || value === null || !("decodeFrom" in value)) continue;
    const type = value as MessageType<object>;
    types.set(type.typeName, type);
  }
  return types;
}

/** The JSON codecs among what a module exports, by the names of their messages in the contract. */
export function jsonTypes(exports: Exports): ReadonlyMap<string, JsonType<object>> {
  const types = new Map<string, JsonType<object>>();
  for (const value of Object.values(exports)) {
    if (typeof value !== "object" || value === null || !("parseField" in value)) continue;
    const type = value as JsonType<object>;
    types.set(type.typeName, type);
  }
  return types;
}
