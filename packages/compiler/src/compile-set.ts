import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { type LinkedContract, linkContract, linkContractSync } from "./compilation.ts";
import type { CompileOptions } from "./compile-options.ts";
import { fileDescriptor, type LinkedFile } from "./descriptor/linked-file.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { sourceDescriptor } from "./options/source-options.ts";
import type { SourceResolver, SyncSourceResolver } from "./source/source-resolver.ts";

/** The input of a compilation to a descriptor set. */
export interface CompileSetOptions<R = SourceResolver> extends CompileOptions<R> {
  /** Leaves out files that are only imported. Default false. */
  readonly excludeImports?: boolean | undefined;
  /** Keeps options that are declared with source retention. Default false. */
  readonly retainOptions?: boolean | undefined;
}

/** The result of compiling to a descriptor set. */
export interface CompileSetResult {
  /**
   * An encoded FileDescriptorSet in parts, one for each file: joined in order they are the set.
   * Each is made when the iterator reaches it. It is incomplete if there are errors among the
   * diagnostics.
   */
  readonly parts: Iterable<Uint8Array>;
  /** How many parts there are. */
  readonly fileCount: number;
  /** Errors and warnings of all files, by file and place. */
  readonly diagnostics: Diagnostic[];
  /** True if there was no error. */
  readonly ok: boolean;
  /** Diagnostics left out because there were too many. */
  readonly droppedCount: number;
}

/**
 * Compiles .proto files to an encoded FileDescriptorSet. That takes much less memory than the
 * descriptors of `compile`: most of a large contract is positions and comments, which are objects
 * for one file at a time here. Errors in files are diagnostics; it rejects only if the resolver
 * does.
 */
export async function compileSet(options: CompileSetOptions): Promise<CompileSetResult> {
  return encode(await linkContract(options), options);
}

/** As {@link compileSet}, with a synchronous resolver. */
export function compileSetSync(options: CompileSetOptions<SyncSourceResolver>): CompileSetResult {
  return encode(linkContractSync(options), options);
}

function encode(
  { files, ...found }: LinkedContract,
  options: CompileSetOptions<unknown>,
): CompileSetResult {
  const roots = new Set(options.files);
  const wanted =
    options.excludeImports === true ? files.filter(({ path }) => roots.has(path)) : files;
  return {
    parts: { [Symbol.iterator]: () => encodeEach(wanted, options.retainOptions === true) },
    fileCount: wanted.length,
    ...found,
  };
}

function* encodeEach(files: readonly LinkedFile[], retainOptions: boolean): Iterator<Uint8Array> {
  for (const file of files) {
    const retained = retainOptions ? sourceDescriptor(file) : undefined;
    yield FileDescriptorSet.encode({ file: [retained ?? fileDescriptor(file)] });
  }
}
