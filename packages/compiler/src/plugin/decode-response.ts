import { Reader } from "@tramline/protobuf";
import type { GeneratedCodeInfo_Annotation } from "@tramline/protobuf/wkt/descriptor";
import { CodeGeneratorResponse } from "./gen/google/protobuf/compiler/plugin.ts";
import { PluginError } from "./plugin-error.ts";

/** A file that a plugin writes, or text that goes into one. */
export interface ResponsePart {
  /** Relative to the output folder, as the plugin gives it. */
  readonly name: string;
  /** Where in a file that is there already the content goes; undefined for a file of its own. */
  readonly insertionPoint: string | undefined;
  /** Mostly UTF-8, but nobody looks: some plugins write archives. */
  readonly content: Uint8Array;
  /** Which part of a text for an insertion point comes from which declaration. */
  readonly annotations: readonly GeneratedCodeInfo_Annotation[];
}

/** The response of a plugin. */
export interface PluginResponse {
  /** The plugin's error about the contracts; undefined if there is none. */
  readonly error: string | undefined;
  /** Bits of CodeGeneratorResponse.Feature. */
  readonly supportedFeatures: bigint;
  /** As Edition has it; 0 when the plugin says nothing. */
  readonly minimumEdition: number;
  /** As Edition has it; 0 when the plugin says nothing. */
  readonly maximumEdition: number;
  /** The response's files and insertions, in the order in which the plugin sent them. */
  readonly parts: readonly ResponsePart[];
}

const FILE_TAG = (15 << 3) | 2;
const CONTENT_TAG = (15 << 3) | 2;
const EMPTY = new Uint8Array(0);

/**
 * Reads a CodeGeneratorResponse.
 *
 * @param plugin name of the plugin, for error messages
 * @throws PluginError PLUGIN_RESPONSE_INVALID, PLUGIN_FILE_UNNAMED
 */
export function decodePluginResponse(bytes: Uint8Array, plugin: string): PluginResponse {
  let response: CodeGeneratorResponse;
  let contents: readonly Uint8Array[];
  try {
    response = CodeGeneratorResponse.decode(bytes);
    contents = contentsOf(bytes);
  } catch (error) {
    throw new PluginError(
      "PLUGIN_RESPONSE_INVALID",
      `The response of ${plugin} is not a CodeGeneratorResponse: ${String((error as Error).message)}`,
      "A plugin must write only its response to stdout, and text for people to stderr.",
      { cause: error },
    );
  }
  const parts: ResponsePart[] = [];
  const chunks: Uint8Array[][] = [];
  for (const [
    index,
    { name = "", insertionPoint = "", generatedCodeInfo },
  ] of response.file.entries()) {
    const content = contents[index] ?? EMPTY;
    if (name === "" && insertionPoint === "") {
      const last = chunks.at(-1);
      if (last === undefined) {
        throw new PluginError(
          "PLUGIN_FILE_UNNAMED",
          `The first part of the response of ${plugin} has no file name.`,
          "A part without a name continues the file before it. Report this to the plugin's authors.",
        );
      }
      last.push(content);
      continue;
    }
    chunks.push([content]);
    parts.push({
      ...{ name, insertionPoint: insertionPoint || undefined, content },
      annotations: generatedCodeInfo?.annotation ?? [],
    });
  }
  return {
    error: response.error === undefined || response.error === "" ? undefined : response.error,
    supportedFeatures: response.supportedFeatures ?? 0n,
    minimumEdition: response.minimumEdition ?? 0,
    maximumEdition: response.maximumEdition ?? 0,
    parts: parts.map((part, index) => ({ ...part, content: joinBytes(chunks[index] ?? []) })),
  };
}

/** The contents as they were sent: as strings, those that are not UTF-8 would be lost. */
function contentsOf(bytes: Uint8Array): Uint8Array[] {
  const reader = new Reader(bytes);
  const contents: Uint8Array[] = [];
  while (reader.position < bytes.length) {
    const tag = reader.tag();
    if (tag !== FILE_TAG) {
      reader.skip(tag, bytes.length);
      continue;
    }
    const end = reader.delimited(bytes.length);
    let content: Uint8Array = EMPTY;
    while (reader.position < end) {
      const inner = reader.tag();
      if (inner === CONTENT_TAG) content = reader.bytesField(end);
      else reader.skip(inner, end);
    }
    contents.push(content);
  }
  return contents;
}

/** One array of several. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
