/**
 * The contracts that the conformance suite speaks, compiled by our compiler from the package that brings
 * the suite. What is made of them is too large to keep, and lies in a cache.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import {
  createFileRegistry,
  createRegistry,
  type DynamicMessage,
  dynamicType,
  fromJsonString,
  type JsonType,
  type MessageType,
  type Registry,
  toJsonString,
} from "@tramline/protobuf";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";

/** Which of our two implementations is judged: of generated code that of JSON as well. */
export type CodecKind = "generated" | "interpreter";

/** A message type with the two codecs of it that are judged. */
export interface JudgedType {
  readonly binary: MessageType<DynamicMessage, DynamicMessage>;
  readonly json: JsonTextCodec;
}

/** What is judged of a JSON codec. */
export type JsonTextCodec = Pick<JsonType<DynamicMessage>, "parse" | "print">;

/** The types of the contracts, each with the codecs that are judged. */
export interface Contracts {
  readonly registry: Registry;
  type(typeName: string): JudgedType | undefined;
}

const files = [
  "conformance/conformance.proto",
  "google/protobuf/test_messages_edition2023.proto",
  "google/protobuf/test_messages_proto2.proto",
  "google/protobuf/test_messages_proto2_editions.proto",
  "google/protobuf/test_messages_proto3.proto",
  "google/protobuf/test_messages_proto3_editions.proto",
];

/**
 * Compiles the contracts and writes descriptors and generated code.
 *
 * @param protoFolder where their sources are
 * @param folder what was there is removed
 * @throws Error with the compiler's diagnostics
 */
export function writeContracts(protoFolder: string, folder: string): void {
  const { ok, diagnostics, ...compiled } = compileSync({
    files,
    resolve: (name) => readIfThere(path.join(protoFolder, name)),
  });
  if (!ok) {
    throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "descriptors.binpb"),
    FileDescriptorSet.encode({ file: compiled.files }),
  );
  const linked = createFileRegistry(compiled.files).files;
  for (const source of generateTypeScript(linked.filter((file) => files.includes(file.name)))) {
    const target = path.join(folder, "gen", source.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, source.content);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Loads what {@link writeContracts} wrote. */
export async function loadContracts(folder: string, kind: CodecKind): Promise<Contracts> {
  return kind === "generated"
    ? loadGenerated(path.join(folder, "gen"))
    : loadInterpreted(path.join(folder, "descriptors.binpb"));
}

async function loadGenerated(folder: string): Promise<Contracts> {
  const binary = new Map<string, JudgedType["binary"]>();
  const json = new Map<string, JsonTextCodec>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const url = pathToFileURL(path.join(folder, name)).href;
    const exported = (await import(url)) as Record<string, unknown>;
    for (const value of Object.values(exported)) {
      if (isMessageType(value)) binary.set(value.typeName, value);
      else if (isJsonType(value)) json.set(value.typeName, value);
    }
  }
  const types = new Map<string, JudgedType>();
  for (const [typeName, codec] of binary) {
    const jsonCodec = json.get(typeName);
    if (jsonCodec === undefined) throw new Error(`no JSON codec was generated for ${typeName}`);
    types.set(typeName, { binary: codec, json: jsonCodec });
  }
  return {
    registry: createRegistry(...binary.values()),
    type: (typeName) => types.get(typeName),
  };
}

function isMessageType(value: unknown): value is JudgedType["binary"] {
  return typeof value === "object" && value !== null && "typeName" in value && "encodeTo" in value;
}

function isJsonType(value: unknown): value is JsonType<DynamicMessage> {
  return (
    typeof value === "object" && value !== null && "typeName" in value && "parseField" in value
  );
}

function loadInterpreted(file: string): Contracts {
  const registry = createFileRegistry(FileDescriptorSet.decode(readFileSync(file)));
  return {
    registry,
    type: (typeName) => {
      const message = registry.getMessage(typeName);
      if (message === undefined) return undefined;
      const json: JsonTextCodec = {
        parse: (text, options) => fromJsonString(message, text, options),
        print: (value, options) => toJsonString(message, value, options),
      };
      return { binary: dynamicType(message), json };
    },
  };
}
