import { Command, Option } from "commander";
import type { BuildOptions } from "../build/build.ts";
import { FORMAT_NAMES } from "../build/set-format.ts";
import type { CommandContext } from "./command-context.ts";
import { collect } from "./options.ts";

/** `tram build`. */
export function buildCommand(context: () => CommandContext): Command {
  return (
    new Command("build")
      .summary("write the descriptors of .proto files")
      .description(
        "Writes the descriptors of .proto files as one FileDescriptorSet, which other programs read in place of " +
          "the files: with all that is imported, places, and comments. Without --out, only checks the files.",
      )
      .argument(
        "[paths...]",
        ".proto files, or folders with some (default: proto/, or the current folder)",
      )
      .option(
        "-I, --proto-path <dir>",
        "folder that imports are relative to; may be repeated",
        collect,
      )
      .option(
        "-o, --out <file>",
        "file to write to, - for stdout; JSON when its name ends in .json, the text format for " +
          ".txtpb, compressed for .gz",
      )
      .addOption(
        new Option("--format <format>", "format to write, whatever the file's name").choices(
          FORMAT_NAMES,
        ),
      )
      .option("--exclude-imports", "leave out files that are only imported")
      .option("--exclude-source-info", "leave out places and comments")
      .option("--retain-options", "keep options that are declared for the source only")
      .option("-q, --quiet", "print only errors and warnings")
      // What protoc and buf have flags for and is so here anyway.
      .addOption(new Option("--include-imports").hideHelp())
      .addOption(new Option("--include-source-info").hideHelp())
      .addOption(new Option("--as-file-descriptor-set").hideHelp())
      .addHelpText(
        "after",
        `
Examples:
  tram build                               are the contracts in proto/ right?
  tram build -o shop.binpb                 descriptors with imports, places, and comments
  tram build proto --exclude-source-info -o shop.json
  tram build -o - | protoc --descriptor_set_in=/dev/stdin --ruby_out=gen shop/v1/orders.proto`,
      )
      .action(async (paths: string[], options: BuildOptions) => {
        const { build } = await import("../build/build.ts");
        await build(context(), paths, options);
      })
  );
}
