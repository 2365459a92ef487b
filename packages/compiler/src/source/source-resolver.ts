/**
 * Hands out the text of a file by the path that an import names, or undefined when there is none.
 * The compiler asks for each path once and does no reading of its own.
 */
export type SourceResolver = (path: string) => string | undefined | Promise<string | undefined>;

/** A synchronous {@link SourceResolver}, for {@link compileSync}. */
export type SyncSourceResolver = (path: string) => string | undefined;

/** A resolver over texts in memory, by path. */
export function memoryResolver(files: Readonly<Record<string, string>>): SyncSourceResolver {
  const byPath = new Map(Object.entries(files));
  return (path) => byPath.get(path);
}
