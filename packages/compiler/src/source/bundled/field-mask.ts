/** google/protobuf/field_mask.proto */
export const FIELD_MASK_PROTO = `syntax = "proto3";

package google.protobuf;

option java_package = "com.google.protobuf";
option java_outer_classname = "FieldMaskProto";
option java_multiple_files = true;
option objc_class_prefix = "GPB";
option csharp_namespace = "Google.Protobuf.WellKnownTypes";
option go_package = "google.golang.org/protobuf/types/known/fieldmaskpb";
option cc_enable_arenas = true;

// Names of fields, to be read or to be changed.
message FieldMask {
  // Each a field, or with dots a field of a field.
  repeated string paths = 1;
}
`;
