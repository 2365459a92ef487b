export {
  type ValidationInterceptorOptions,
  validationInterceptor,
  violationError,
} from "./interceptor.ts";
export {
  type MessageSchema,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchemaOptions,
  standardSchema,
} from "./standard-schema.ts";
export { ValidateError, type ValidateErrorCode } from "./validate-error.ts";
export { createValidator, type Validator, type ValidatorOptions } from "./validator.ts";
export { type Violation, violationsMessage } from "./violation.ts";
