/** google/protobuf/source_context.proto */
export const SOURCE_CONTEXT_PROTO = `syntax = "proto3";

package google.protobuf;

option java_package = "com.google.protobuf";
option java_outer_classname = "SourceContextProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";
option go_package = "google.golang.org/protobuf/types/known/sourcecontextpb";

// Where a type was defined.
message SourceContext {
  // Path of the .proto file.
  string file_name = 1;
}
`;
