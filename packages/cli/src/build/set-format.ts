import { CommandError } from "../command-error.ts";

/** In what form a FileDescriptorSet is written. */
export interface SetFormat {
  readonly name: FormatName;
  /** Whether it is compressed with gzip. */
  readonly compressed: boolean;
}

/** As `--format` takes them. */
export const FORMAT_NAMES = ["binpb", "json", "txtpb"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Endings that are not their format's name. Any other stands for bytes: there are many for them. */
const ENDINGS: Readonly<Record<string, FormatName>> = {
  json: "json",
  txtpb: "txtpb",
  textproto: "txtpb",
  textpb: "txtpb",
  pbtxt: "txtpb",
};

/** Endings of what one might expect to be written, and is not. */
const NOT_WRITTEN = new Set(["yaml", "yml", "zst", "zip"]);

/**
 * The format that a file's name tells by its ending, as in `x.json` or `x.binpb.gz`, unless one is given.
 *
 * @throws CommandError CLI_USAGE for endings of formats that are not written
 */
export function formatOf(file: string, given: FormatName | undefined): SetFormat {
  const compressed = file.endsWith(".gz");
  const ending = /\.([^./\\]+)$/.exec(compressed ? file.slice(0, -3) : file)?.[1] ?? "";
  if (given === undefined && NOT_WRITTEN.has(ending)) {
    throw new CommandError(
      "CLI_USAGE",
      `${file}: descriptors are not written as ${ending}.`,
      `There are ${FORMAT_NAMES.join(", ")}, and each with .gz.`,
    );
  }
  return { name: given ?? ENDINGS[ending] ?? "binpb", compressed };
}
