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
import {
  file_google_rpc_code,
  file_google_rpc_error_details,
  file_google_rpc_status,
} from "@tramline/rpc/google/rpc";

let common: Registry | undefined;

/**
 * Returns a registry of the contracts that every gRPC program shares: the well-known types
 * (`google/protobuf/*.proto`), and `google/rpc/code.proto`, `error_details.proto`, and `status.proto`. Messages
 * in an Any or in the details of a status are often of these types, which the contract of a service need not
 * import. Reflection serves them. The registry is made by the first call.
 */
export function commonTypes(): Registry {
  common ??= createRegistry(
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
    file_google_rpc_code,
    file_google_rpc_error_details,
    file_google_rpc_status,
  );
  return common;
}
