/** google/protobuf/any.proto */
export const ANY_PROTO = `syntax = "proto3";

package google.protobuf;

option go_package = "google.golang.org/protobuf/types/known/anypb";
option java_package = "com.google.protobuf";
option java_outer_classname = "AnyProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";

// A message of any type, encoded, together with its type.
message Any {
  // Names the type: all behind the last slash is its full name.
  string type_url = 1;

  // The message in binary form.
  bytes value = 2;
}
`;
