/** google/protobuf/struct.proto */
export const STRUCT_PROTO = `syntax = "proto3";

package google.protobuf;

option cc_enable_arenas = true;
option go_package = "google.golang.org/protobuf/types/known/structpb";
option java_package = "com.google.protobuf";
option java_outer_classname = "StructProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";

// An object of JSON.
message Struct {
  map<string, Value> fields = 1;
}

// A value of JSON.
message Value {
  oneof kind {
    NullValue null_value = 1;
    double number_value = 2;
    string string_value = 3;
    bool bool_value = 4;
    Struct struct_value = 5;
    ListValue list_value = 6;
  }
}

// The null of JSON, as the only value of an enum.
enum NullValue {
  NULL_VALUE = 0;
}

// An array of JSON.
message ListValue {
  repeated Value values = 1;
}
`;
