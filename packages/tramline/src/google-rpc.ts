/** Details of errors, google.rpc: `BadRequest`, `ErrorInfo`, `RetryInfo` and their kin. */
export * from "@tramline/rpc/google/rpc";
