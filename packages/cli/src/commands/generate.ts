import { Command, Option } from "commander";
import type { GenerateOptions } from "../generate/generate.ts";
import type { CommandContext } from "./command-context.ts";
import { collect } from "./options.ts";

/** `tram generate`. */
export function generateCommand(context: () => CommandContext): Command {
  return new Command("generate")
    .summary("write TypeScript for .proto files")
    .description(
      "Writes one TypeScript file for each .proto file: interfaces and codecs of messages, enums, " +
        "services. Needs no configuration. Well-known types (google/protobuf/*) come with Tramline.",
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
    .option("-o, --out <dir>", "folder to write to", "gen")
    .option("--no-imports", "leave out files that are only imported")
    .addOption(
      new Option("--import-extension <ext>", "what imports between generated files end in")
        .choices(["ts", "js", "none"])
        .default("ts"),
    )
    .option("--clean", "remove files generated before whose .proto file is gone")
    .option("--check", "write nothing; fail if something would change")
    .option("-w, --watch", "do it again whenever a .proto file changes")
    .option("-q, --quiet", "print errors and warnings only")
    .addHelpText(
      "after",
      `
Imports are looked for in the folders given by -I, then in the folders among the paths, then in
proto/ or the current folder.

Examples:
  tram generate                            proto/**/*.proto to gen/
  tram generate proto --out src/gen
  tram generate -I proto -I third_party proto/shop/v1/orders.proto
  tram generate --check                    in CI: is gen/ what the contracts say?`,
    )
    .action(async (paths: string[], options: GenerateOptions) => {
      const { generate } = await import("../generate/generate.ts");
      await generate(context(), paths, options);
    });
}
