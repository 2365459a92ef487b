// `@tramline/rpc/google/rpc`: the contracts google/rpc/*.proto, whose messages are the usual details of a
// StatusError.

export {
  Code,
  file_google_rpc_code,
} from "../gen/google/rpc/code.ts";
export {
  BadRequest,
  BadRequest_FieldViolation,
  BadRequest_FieldViolationJson,
  BadRequestJson,
  DebugInfo,
  DebugInfoJson,
  ErrorInfo,
  ErrorInfoJson,
  file_google_rpc_error_details,
  Help,
  Help_Link,
  Help_LinkJson,
  HelpJson,
  LocalizedMessage,
  LocalizedMessageJson,
  PreconditionFailure,
  PreconditionFailure_Violation,
  PreconditionFailure_ViolationJson,
  PreconditionFailureJson,
  QuotaFailure,
  QuotaFailure_Violation,
  QuotaFailure_ViolationJson,
  QuotaFailureJson,
  RequestInfo,
  RequestInfoJson,
  ResourceInfo,
  ResourceInfoJson,
  RetryInfo,
  RetryInfoJson,
} from "../gen/google/rpc/error_details.ts";
export {
  file_google_rpc_status,
  Status,
  StatusJson,
} from "../gen/google/rpc/status.ts";
