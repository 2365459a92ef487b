/** google/protobuf/wrappers.proto */
export const WRAPPERS_PROTO = `syntax = "proto3";

package google.protobuf;

option cc_enable_arenas = true;
option go_package = "google.golang.org/protobuf/types/known/wrapperspb";
option java_package = "com.google.protobuf";
option java_outer_classname = "WrappersProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";

// A double that may be absent.
message DoubleValue {
  double value = 1;
}

// A float that may be absent.
message FloatValue {
  float value = 1;
}

// An int64 that may be absent.
message Int64Value {
  int64 value = 1;
}

// A uint64 that may be absent.
message UInt64Value {
  uint64 value = 1;
}

// An int32 that may be absent.
message Int32Value {
  int32 value = 1;
}

// A uint32 that may be absent.
message UInt32Value {
  uint32 value = 1;
}

// A bool that may be absent.
message BoolValue {
  bool value = 1;
}

// A string that may be absent.
message StringValue {
  string value = 1;
}

// Bytes that may be absent.
message BytesValue {
  bytes value = 1;
}
`;
