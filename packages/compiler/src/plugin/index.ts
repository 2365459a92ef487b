// Talking to plugins of protoc: google/protobuf/compiler/plugin.proto and what it asks for.

export { checkPluginSupport, type PluginSupport } from "./check-support.ts";
export {
  createPluginRequest,
  importsFirst,
  type PluginRequestOptions,
} from "./create-request.ts";
export {
  decodePluginResponse,
  type PluginResponse,
  type ResponsePart,
} from "./decode-response.ts";
export { withExplicitJsonNames } from "./explicit-json-names.ts";
export {
  CodeGeneratorRequest,
  CodeGeneratorResponse,
  CodeGeneratorResponse_Feature,
  CodeGeneratorResponse_File,
  file_google_protobuf_compiler_plugin,
  Version,
} from "./gen/google/protobuf/compiler/plugin.ts";
export { type OutputFile, OutputFiles } from "./output-files.ts";
export { type Complaint, parseComplaints } from "./parse-complaints.ts";
export { PluginError, type PluginErrorCode } from "./plugin-error.ts";
