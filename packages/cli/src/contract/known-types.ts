import { createRegistry, type Registry } from "@tramline/protobuf";
import {
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
} from "@tramline/protobuf/wkt";
import { file_google_rpc_error_details, file_google_rpc_status } from "@tramline/rpc/google/rpc";

let known: Registry | undefined;

/** Types that need not be in a contract to be understood: google/protobuf/* and google/rpc/*. */
export function knownTypes(): Registry {
  known ??= createRegistry(
    file_google_protobuf_any,
    file_google_protobuf_api,
    file_google_protobuf_descriptor,
    file_google_protobuf_duration,
    file_google_protobuf_empty,
    file_google_protobuf_field_mask,
    file_google_protobuf_source_context,
    file_google_protobuf_struct,
    file_google_protobuf_timestamp,
    file_google_protobuf_type,
    file_google_protobuf_wrappers,
    file_google_rpc_error_details,
    file_google_rpc_status,
  );
  return known;
}
