/** google/protobuf/compiler/plugin.proto */
export const PLUGIN_PROTO = `syntax = "proto2";

package google.protobuf.compiler;
option java_package = "com.google.protobuf.compiler";
option java_outer_classname = "PluginProtos";

import "google/protobuf/descriptor.proto";

option csharp_namespace = "Google.Protobuf.Compiler";
option go_package = "google.golang.org/protobuf/types/pluginpb";

// The version of the compiler.
message Version {
  optional int32 major = 1;
  optional int32 minor = 2;
  optional int32 patch = 3;
  optional string suffix = 4;
}

// What the compiler writes to a plugin.
message CodeGeneratorRequest {
  // The files to generate code for; others are there for what these import.
  repeated string file_to_generate = 1;

  // The option given on the command line.
  optional string parameter = 2;

  // All files, each after those that it imports.
  repeated FileDescriptorProto proto_file = 15;
  repeated FileDescriptorProto source_file_descriptors = 17;
  optional Version compiler_version = 3;
}

// What a plugin answers.
message CodeGeneratorResponse {
  // What is wrong with the sources; other failures are told by the exit status.
  optional string error = 1;
  optional uint64 supported_features = 2;

  // What a plugin knows about.
  enum Feature {
    FEATURE_NONE = 0;
    FEATURE_PROTO3_OPTIONAL = 1;
    FEATURE_SUPPORTS_EDITIONS = 2;
  }

  optional int32 minimum_edition = 3;
  optional int32 maximum_edition = 4;

  // A file to write, or a part of one.
  message File {
    optional string name = 1;
    optional string insertion_point = 2;
    optional string content = 15;
    optional GeneratedCodeInfo generated_code_info = 16;
  }
  repeated File file = 15;
}
`;
