import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { CodeGeneratorRequest } from "./gen/google/protobuf/compiler/plugin.ts";

/**
 * The release of protoc whose requests these equal, as it is sent to plugins. Some write it into
 * generated code; some read it to know which fields a request may have.
 */
const COMPILER_VERSION = { major: 7, minor: 36, patch: 2, suffix: "" } as const;

/** The content of a plugin request. */
export interface PluginRequestOptions {
  /** Descriptors, with source info and `json_name`, of the files to generate and all that they import. */
  readonly files: readonly FileDescriptorProto[];
  /** Of files with options that are for readers of the source only: the descriptors that have them. */
  readonly sourceFiles: ReadonlyMap<string, FileDescriptorProto>;
  /** Names of the files to generate. */
  readonly filesToGenerate: readonly string[];
  /** The plugin's own options. */
  readonly parameter?: string | undefined;
}

/**
 * The request that protoc would write to a plugin: the files to generate and what they import, each
 * after its imports, depth first in the order of the import lines. Options with source retention are in
 * the files that are only imported and in `source_file_descriptors`, as plugin.proto has it.
 */
export function createPluginRequest(options: PluginRequestOptions): CodeGeneratorRequest {
  const { filesToGenerate, sourceFiles } = options;
  const wanted = new Set(filesToGenerate);
  const ordered = importsFirst(options.files, filesToGenerate);
  const withSource = (file: FileDescriptorProto): FileDescriptorProto =>
    sourceFiles.get(file.name ?? "") ?? file;
  return {
    fileToGenerate: [...filesToGenerate],
    parameter: options.parameter === "" ? undefined : options.parameter,
    compilerVersion: { ...COMPILER_VERSION },
    protoFile: ordered.map((file) => (wanted.has(file.name ?? "") ? file : withSource(file))),
    sourceFileDescriptors: ordered.filter((file) => wanted.has(file.name ?? "")).map(withSource),
  };
}

/** The files and what they import, each after its imports; what is only imported for options, too. */
export function importsFirst(
  files: readonly FileDescriptorProto[],
  roots: readonly string[],
): FileDescriptorProto[] {
  const byName = new Map(files.map((file) => [file.name ?? "", file]));
  const ordered: FileDescriptorProto[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    // A stack of its own: a chain of imports may be longer than the program's stack allows.
    const stack: { readonly file: FileDescriptorProto; next: number }[] = [];
    const enter = (entered: string): void => {
      const file = byName.get(entered);
      if (file === undefined || seen.has(entered)) return;
      seen.add(entered);
      stack.push({ file, next: 0 });
    };
    enter(name);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const imported = top.file.dependency[top.next++];
      if (imported !== undefined) {
        enter(imported);
      } else {
        ordered.push(top.file);
        stack.pop();
      }
    }
  };
  for (const root of roots) {
    // Options of a file that is only imported are interpreted already; of the wanted ones somebody may ask.
    for (const imported of byName.get(root)?.optionDependency ?? []) visit(imported);
    visit(root);
  }
  return ordered;
}
