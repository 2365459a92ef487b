/** Why descriptors could not be linked; one value per check. */
export type DescriptorErrorCode =
  | "DESCRIPTOR_DEFAULT_VALUE"
  | "DESCRIPTOR_DUPLICATE_FILE"
  | "DESCRIPTOR_DUPLICATE_NAME"
  | "DESCRIPTOR_DUPLICATE_NUMBER"
  | "DESCRIPTOR_EDITION"
  | "DESCRIPTOR_ENUM_EMPTY"
  | "DESCRIPTOR_EXTENDEE"
  | "DESCRIPTOR_FIELD_NUMBER"
  | "DESCRIPTOR_FIELD_TYPE"
  | "DESCRIPTOR_IMPORT_CYCLE"
  | "DESCRIPTOR_IMPORT_INDEX"
  | "DESCRIPTOR_IMPORT_MISSING"
  | "DESCRIPTOR_MAP_ENTRY"
  | "DESCRIPTOR_NAME"
  | "DESCRIPTOR_NESTING"
  | "DESCRIPTOR_ONEOF"
  | "DESCRIPTOR_SYNTAX"
  | "DESCRIPTOR_TYPE_MISSING"
  | "DESCRIPTOR_TYPE_MISMATCH";

/**
 * FileDescriptorProtos that do not make a contract. Compilers never produce
 * such; a peer's reflection service or a damaged descriptor set may.
 */
export class DescriptorError extends Error {
  /** Always `"DescriptorError"`. */
  override readonly name = "DescriptorError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: DescriptorErrorCode;
  /** Path of the .proto file at fault. */
  readonly file: string;

  constructor(code: DescriptorErrorCode, file: string, message: string) {
    super(`${file}: ${message}`);
    this.code = code;
    this.file = file;
  }
}
