// Reads the files of certificates and keys that flags name.
import { readFileSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../command-error.ts";

/** A file of PEM. */
export interface PemFile {
  /** Its absolute path. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a file of PEM.
 *
 * @param flag the flag that names it, for the error
 * @throws CommandError CLI_FILE for a file that cannot be read
 */
export function readPem(flag: string, name: string, cwd: string): PemFile {
  const file = path.resolve(cwd, name);
  try {
    return { file, bytes: readFileSync(file) };
  } catch (error) {
    const text = `${flag} ${name} cannot be read: ${String((error as Error).message)}`;
    throw new CommandError("CLI_FILE", text, undefined, { cause: error });
  }
}
