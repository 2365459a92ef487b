import type { PluginResponse, ResponsePart } from "./decode-response.ts";
import { insertText } from "./insert-text.ts";
import { PluginError } from "./plugin-error.ts";
import { ANNOTATIONS_SUFFIX, shiftAnnotations } from "./shift-annotations.ts";

/** A file that plugins have written. */
export interface OutputFile {
  /** Relative to the output folder, with slashes, without "." and "..". */
  readonly path: string;
  /** The file's bytes, as they are to be written. */
  readonly content: Uint8Array;
  /** The plugin that wrote it first. */
  readonly plugin: string;
}

/** The files of one output folder, while plugins write them one after another. */
export class OutputFiles {
  private readonly files = new Map<string, OutputFile>();
  /** The folders of files, and one file of each. */
  private readonly folders = new Map<string, OutputFile>();

  /** Lists the written files, in the order of writing. */
  list(): OutputFile[] {
    return [...this.files.values()];
  }

  /**
   * Applies the response of a plugin: new files, and text for insertion points of existing files. The
   * annotations of a file, in one of the same name and `.pb.meta`, move with its text, as protoc has it.
   *
   * @returns warnings about parts that were left unchanged
   * @throws PluginError PLUGIN_FILE_NAME, PLUGIN_FILE_TWICE, PLUGIN_INSERTION_FILE, PLUGIN_INSERTION_POINT
   */
  apply({ parts }: Pick<PluginResponse, "parts">, plugin: string): string[] {
    const warnings: string[] = [];
    for (const part of parts) {
      const path = outputPath(part.name, plugin);
      if (part.insertionPoint !== undefined) {
        const warning = this.insert(path, part.insertionPoint, part, plugin);
        if (warning !== undefined) warnings.push(warning);
        continue;
      }
      const existing = this.files.get(path);
      if (existing !== undefined) throw writtenTwice(path, existing.plugin, plugin);
      this.add({ path, content: part.content, plugin });
    }
    return warnings;
  }

  /** Adds a file; what is a file cannot be a folder, too. */
  private add(file: OutputFile): void {
    const { path } = file;
    const within = this.folders.get(path);
    if (within !== undefined) throw fileAndFolder(file, within);
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      const other = this.files.get(folder);
      if (other !== undefined) throw fileAndFolder(other, file);
      if (!this.folders.has(folder)) this.folders.set(folder, file);
    }
    this.files.set(path, file);
  }

  private insert(
    path: string,
    point: string,
    { content, annotations }: ResponsePart,
    plugin: string,
  ): string | undefined {
    const existing = this.files.get(path);
    if (existing === undefined) {
      throw new PluginError(
        "PLUGIN_INSERTION_FILE",
        `${plugin} adds to ${path}, which no plugin before it has written.`,
        "Name the plugin that writes the file first, with the same output folder.",
      );
    }
    const insertion = insertText(existing.content, point, content);
    if (insertion === undefined) {
      throw new PluginError(
        "PLUGIN_INSERTION_POINT",
        `${plugin} adds to ${path} at "${point}", but the file has no insertion point of that name.`,
        `${existing.plugin} wrote the file; the versions of the two may not go together.`,
      );
    }
    this.files.set(path, { ...existing, content: insertion.content });
    const metaPath = path + ANNOTATIONS_SUFFIX;
    const meta = this.files.get(metaPath);
    const shifted = shiftAnnotations(meta?.content, insertion, annotations);
    if (shifted === "malformed") {
      return `${metaPath} of ${meta?.plugin} is not a GeneratedCodeInfo: it is left unchanged, although ${plugin} adds to ${path}.`;
    }
    if (shifted !== undefined) {
      this.files.set(metaPath, {
        path: metaPath,
        content: shifted,
        plugin: meta?.plugin ?? plugin,
      });
    }
    return undefined;
  }
}

/** The failure of two plugins that write one file. */
function writtenTwice(path: string, first: string, second: string): PluginError {
  return new PluginError(
    "PLUGIN_FILE_TWICE",
    first === second
      ? `${first} writes ${path} twice.`
      : `${first} and ${second} both write ${path}.`,
    "Give each an output folder of its own.",
  );
}

/** The failure of a file that would have to be the folder of another. */
function fileAndFolder(file: OutputFile, within: OutputFile): PluginError {
  return new PluginError(
    "PLUGIN_FILE_NAME",
    `${file.plugin} writes the file ${file.path}, and ${within.plugin} writes ${within.path}, for which it would have to be a folder.`,
    "Give each an output folder of its own.",
  );
}

/** Returns the path that a plugin names, if it is below the output folder. */
function outputPath(name: string, plugin: string): string {
  const parts = name.split("/");
  const isPlain =
    !/[\\\0]/.test(name) &&
    !/^[A-Za-z]:/.test(name) &&
    !parts.includes("..") &&
    !parts.includes("");
  const path = parts.filter((part) => part !== ".").join("/");
  if (isPlain && path !== "") return path;
  throw new PluginError(
    "PLUGIN_FILE_NAME",
    `${plugin} writes to ${JSON.stringify(name)}, which is not a path below the output folder.`,
    'Paths are relative, with slashes, and without "..". An option of the plugin may set them.',
  );
}
