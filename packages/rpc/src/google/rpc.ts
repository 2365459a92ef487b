// `@tramline/rpc/google/rpc`: the contracts google/rpc/*.proto, whose messages are the usual details of a
// StatusError.

export { Code, file_google_rpc_code } from "../gen/google/rpc/code.ts";
export {
  BadRequest,
  BadRequest_FieldViolation,
  DebugInfo,
  ErrorInfo,
  file_google_rpc_error_details,
  Help,
  Help_Link,
  LocalizedMessage,
  PreconditionFailure,
  PreconditionFailure_Violation,
  QuotaFailure,
  QuotaFailure_Violation,
  RequestInfo,
  ResourceInfo,
  RetryInfo,
} from "../gen/google/rpc/error_details.ts";
export { file_google_rpc_status, Status } from "../gen/google/rpc/status.ts";
