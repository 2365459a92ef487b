import { ANY_PROTO } from "./bundled/any.ts";
import { API_PROTO } from "./bundled/api.ts";
import { C_SHARP_FEATURES_PROTO } from "./bundled/c-sharp-features.ts";
import { CPP_FEATURES_PROTO } from "./bundled/cpp-features.ts";
import { CPP_FILE_OPTIONS_PROTO } from "./bundled/cpp-file-options.ts";
import { CPP_OPTIONS_PROTO } from "./bundled/cpp-options.ts";
import { DESCRIPTOR_PROTO } from "./bundled/descriptor.ts";
import { DURATION_PROTO } from "./bundled/duration.ts";
import { EMPTY_PROTO } from "./bundled/empty.ts";
import { FIELD_MASK_PROTO } from "./bundled/field-mask.ts";
import { GO_FEATURES_PROTO } from "./bundled/go-features.ts";
import { JAVA_FEATURES_PROTO } from "./bundled/java-features.ts";
import { JSON_ENUMVALUE_OPTIONS_PROTO } from "./bundled/json-enumvalue-options.ts";
import { JSON_OPTIONS_PROTO } from "./bundled/json-options.ts";
import { PLUGIN_PROTO } from "./bundled/plugin.ts";
import { SOURCE_CONTEXT_PROTO } from "./bundled/source-context.ts";
import { STRUCT_PROTO } from "./bundled/struct.ts";
import { TIMESTAMP_PROTO } from "./bundled/timestamp.ts";
import { TYPE_PROTO } from "./bundled/type.ts";
import { WRAPPERS_PROTO } from "./bundled/wrappers.ts";
import { GOOGLE_APIS } from "./gen/google-apis.ts";

const SOURCES: ReadonlyMap<string, string> = new Map([
  ["google/protobuf/any.proto", ANY_PROTO],
  ["google/protobuf/api.proto", API_PROTO],
  ["google/protobuf/c_sharp_features.proto", C_SHARP_FEATURES_PROTO],
  ["google/protobuf/compiler/plugin.proto", PLUGIN_PROTO],
  ["google/protobuf/cpp_features.proto", CPP_FEATURES_PROTO],
  ["google/protobuf/cpp_file_options.proto", CPP_FILE_OPTIONS_PROTO],
  ["google/protobuf/cpp_options.proto", CPP_OPTIONS_PROTO],
  ["google/protobuf/descriptor.proto", DESCRIPTOR_PROTO],
  ["google/protobuf/duration.proto", DURATION_PROTO],
  ["google/protobuf/empty.proto", EMPTY_PROTO],
  ["google/protobuf/field_mask.proto", FIELD_MASK_PROTO],
  ["google/protobuf/go_features.proto", GO_FEATURES_PROTO],
  ["google/protobuf/java_features.proto", JAVA_FEATURES_PROTO],
  ["google/protobuf/json_enumvalue_options.proto", JSON_ENUMVALUE_OPTIONS_PROTO],
  ["google/protobuf/json_options.proto", JSON_OPTIONS_PROTO],
  ["google/protobuf/source_context.proto", SOURCE_CONTEXT_PROTO],
  ["google/protobuf/struct.proto", STRUCT_PROTO],
  ["google/protobuf/timestamp.proto", TIMESTAMP_PROTO],
  ["google/protobuf/type.proto", TYPE_PROTO],
  ["google/protobuf/wrappers.proto", WRAPPERS_PROTO],
  ...GOOGLE_APIS,
]);

/**
 * The text of a file that comes with the compiler: of the well-known ones, `google/protobuf/timestamp.proto`
 * for instance, and of google/api, google/rpc, and buf/validate; undefined for any other path. Names and numbers are the published ones.
 */
export function bundledSource(path: string): string | undefined {
  return SOURCES.get(path);
}

/** The paths of all files that come with the compiler. */
export function bundledPaths(): string[] {
  return [...SOURCES.keys()];
}
