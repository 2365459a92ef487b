import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { type LinkedContract, linkContract, linkContractSync } from "./compilation.ts";
import type { CompileOptions } from "./compile-options.ts";
import { fileDescriptor } from "./descriptor/linked-file.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { sourceDescriptor } from "./options/source-options.ts";
import type { SyncSourceResolver } from "./source/source-resolver.ts";

/** The result of a compilation. */
export interface CompileResult {
  /**
   * Descriptors of the files wanted and of all that they import, each after its imports.
   * With errors among the diagnostics they are as complete as could be and not to be relied on.
   */
  readonly files: FileDescriptorProto[];
  /**
   * Descriptors with their source-retention options, by name, of the files that have such options.
   * The descriptors in `files` are without them.
   */
  readonly sourceFiles: ReadonlyMap<string, FileDescriptorProto>;
  /** Errors and warnings of all files, by file and place. */
  readonly diagnostics: Diagnostic[];
  /** True if there was no error. */
  readonly ok: boolean;
  /** Diagnostics left out because there were too many. */
  readonly droppedCount: number;
}

/**
 * Compiles .proto files to linked descriptors. Never throws because of what is in a file; it
 * rejects only if the resolver does.
 */
export async function compile(options: CompileOptions): Promise<CompileResult> {
  return describe(await linkContract(options));
}

/** As {@link compile}, with a synchronous resolver. */
export function compileSync(options: CompileOptions<SyncSourceResolver>): CompileResult {
  return describe(linkContractSync(options));
}

function describe({ files, ...found }: LinkedContract): CompileResult {
  const sourceFiles = new Map<string, FileDescriptorProto>();
  for (const file of found.ok ? files : []) {
    const descriptor = sourceDescriptor(file);
    if (descriptor !== undefined) sourceFiles.set(file.path, descriptor);
  }
  return { files: files.map(fileDescriptor), sourceFiles, ...found };
}
