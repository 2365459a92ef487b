/** google/protobuf/duration.proto */
export const DURATION_PROTO = `syntax = "proto3";

package google.protobuf;

option cc_enable_arenas = true;
option go_package = "google.golang.org/protobuf/types/known/durationpb";
option java_package = "com.google.protobuf";
option java_outer_classname = "DurationProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";

// A length of time, negative or not, to the nanosecond.
message Duration {
  // From -315576000000 to 315576000000.
  int64 seconds = 1;

  // From -999999999 to 999999999, of the same sign as the seconds.
  int32 nanos = 2;
}
`;
