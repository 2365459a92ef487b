import type { FileDescriptor } from "@tramline/protobuf";
import { GOOGLE_APIS } from "../source/gen/google-apis.ts";

/** How generated files refer to what is not in them. */
export interface GenerateTypeScriptOptions {
  /**
   * Ending of relative imports: ".ts" (default), ".js", or "" for bundlers that resolve it.
   */
  readonly importExtension?: ".ts" | ".js" | "";
  /** The module of the runtime. Default: "@tramline/protobuf/codegen/v1". */
  readonly runtimeModule?: string;
  /**
   * The module that has the code of an imported file, or undefined where that is
   * generated beside the importing one. By default the well-known types come
   * from "@tramline/protobuf/wkt/NAME", google/api from "@tramline/protobuf/google/api", buf/validate from
   * "@tramline/protobuf/buf/validate", and google/rpc from "@tramline/rpc/google/rpc".
   */
  readonly moduleOf?: (file: FileDescriptor) => string | undefined;
}

/** Each is an entry of its own, so that a message with a Timestamp does not load all the others. */
const wellKnownModules: readonly (readonly [string, string])[] = [
  "any",
  "api",
  "descriptor",
  "duration",
  "empty",
  "field_mask",
  "source_context",
  "struct",
  "timestamp",
  "type",
  "wrappers",
].map((name) => [`google/protobuf/${name}.proto`, `@tramline/protobuf/wkt/${name}`] as const);

/** Contracts whose code comes with the runtime, and its module. */
const runtimeModules: ReadonlyMap<string, string> = new Map([
  ...wellKnownModules,
  ...GOOGLE_APIS.map(([path]) => [path, publishedModule(path)] as const),
]);

function publishedModule(path: string): string {
  if (path.startsWith("google/rpc/")) return "@tramline/rpc/google/rpc";
  return `@tramline/protobuf/${path.split("/").slice(0, 2).join("/")}`;
}

/** True for a contract, "google/protobuf/any.proto" for instance, whose code comes with the runtime. */
export function hasRuntimeModule(path: string): boolean {
  return runtimeModules.has(path);
}

/** The options with the defaults in place. */
export function withDefaults(
  options: GenerateTypeScriptOptions,
): Required<GenerateTypeScriptOptions> {
  return {
    importExtension: options.importExtension ?? ".ts",
    runtimeModule: options.runtimeModule ?? "@tramline/protobuf/codegen/v1",
    moduleOf: options.moduleOf ?? ((file) => runtimeModules.get(file.name)),
  };
}
