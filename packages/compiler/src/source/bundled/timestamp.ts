/** google/protobuf/timestamp.proto */
export const TIMESTAMP_PROTO = `syntax = "proto3";

package google.protobuf;

option cc_enable_arenas = true;
option go_package = "google.golang.org/protobuf/types/known/timestamppb";
option java_package = "com.google.protobuf";
option java_outer_classname = "TimestampProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";

// A point in time, in UTC, to the nanosecond; leap seconds are smeared.
message Timestamp {
  // Since 1970-01-01T00:00:00Z; from the year 1 to the year 9999.
  int64 seconds = 1;

  // Forward from the seconds: 0 to 999999999, also before 1970.
  int32 nanos = 2;
}
`;
