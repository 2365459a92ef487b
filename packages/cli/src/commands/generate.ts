import { Command, Option } from "commander";
import type { GenerateOptions } from "../generate/generate.ts";
import type { CommandContext } from "./command-context.ts";
import { collect } from "./options.ts";

/** `tram generate`. */
export function generateCommand(context: () => CommandContext): Command {
  return new Command("generate")
    .summary("write TypeScript, or code of other languages, for .proto files")
    .description(
      "Writes one TypeScript file for each .proto file: interfaces and codecs of messages, enums, " +
        "services. It needs no configuration. Well-known types (google/protobuf/*), google/rpc, buf/validate, and the annotations of google/api come with Tramline. " +
        "With --plugin, runs plugins of protoc instead, for every other language from the same contract.",
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
    .option(
      "--imports",
      "also write for files that are only imported (default, except for plugins)",
    )
    .option("--no-imports", "leave out files that are only imported")
    .addOption(
      new Option("--import-extension <ext>", "ending of imports between generated files")
        .choices(["ts", "js", "none"])
        .default("ts"),
    )
    .option("--clean", "remove files generated before whose .proto file is gone")
    .option("--check", "write nothing; fail if a file would change")
    .option("-w, --watch", "run again whenever a .proto file changes")
    .option("-q, --quiet", "print only errors and warnings")
    .optionsGroup("Plugins:")
    .option(
      "--plugin <name[=path]>",
      "run a plugin: go for protoc-gen-go, found in node_modules, on the PATH, or at the path; " +
        "tramline for our TypeScript; may be repeated",
      collect,
    )
    .option(
      "--plugin-opt <[name:]option>",
      "option of a plugin, or of all, as in go:paths=source_relative; may be repeated",
      collect,
    )
    .option(
      "--plugin-out <[name:]dir>",
      "output folder of a plugin, if it is not --out; may be repeated",
      collect,
    )
    .option("--plugin-timeout <duration>", "end a plugin after this long: 30s, 5m", "5m")
    .addHelpText(
      "after",
      `
Imports are searched in the folders given by -I, then in the folders among the paths, then in
proto/ or the current folder.

Examples:
  tram generate                            proto/**/*.proto to gen/
  tram generate proto --out src/gen
  tram generate -I proto -I third_party proto/shop/v1/orders.proto
  tram generate --check                    in CI: is gen/ what the contracts say?
  tram generate --plugin go --plugin go-grpc --out gen/go --plugin-opt paths=source_relative
  tram generate --plugin python --plugin grpc_python --out gen/python`,
    )
    .action(async (paths: string[], options: GenerateOptions) => {
      const { generate } = await import("../generate/generate.ts");
      await generate(context(), paths, options);
    });
}
