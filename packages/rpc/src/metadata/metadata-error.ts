/** Codes of {@link MetadataError}; stable, for programs to compare. */
export type MetadataErrorCode =
  | "RPC_METADATA_NAME"
  | "RPC_METADATA_RESERVED"
  | "RPC_METADATA_VALUE"
  | "RPC_METADATA_BINARY"
  | "RPC_METADATA_TEXT"
  | "RPC_METADATA_BASE64"
  | "RPC_METADATA_SENT";

/** Metadata that cannot be sent, or that a peer sent broken. The message names the entry. */
export class MetadataError extends TypeError {
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: MetadataErrorCode;

  constructor(code: MetadataErrorCode, message: string) {
    super(message);
    this.name = "MetadataError";
    this.code = code;
  }
}
