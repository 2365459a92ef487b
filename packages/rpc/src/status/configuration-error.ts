/** The stable codes of {@link ConfigurationError}, one per thing that can be wrong. */
export type ConfigurationErrorCode =
  | "TARGET_NOT_TEXT"
  | "TARGET_SCHEME_UNKNOWN"
  | "TARGET_AUTHORITY_UNSUPPORTED"
  | "TARGET_HOST_INVALID"
  | "TARGET_PORT_INVALID"
  | "TARGET_PATH_INVALID"
  | "TARGET_UNSUPPORTED_HERE"
  | "CHANNEL_OPTION_INVALID"
  | "PROXY_INVALID"
  | "CLIENT_OPTION_INVALID"
  | "SERVER_OPTION_INVALID"
  | "COMPRESSION_UNKNOWN"
  | "LOAD_BALANCING_POLICY_UNKNOWN"
  | "LOAD_BALANCING_CONFIG_INVALID"
  | "SERVICE_CONFIG_NOT_JSON"
  | "SERVICE_CONFIG_FIELD_INVALID"
  | "SERVICE_CONFIG_NAME_DUPLICATE"
  | "CALL_CREDENTIALS_NEED_TLS"
  | "CALL_CREDENTIALS_INVALID"
  | "LISTEN_ADDRESS_INVALID"
  | "SERVICE_INVALID"
  | "CHANNEL_INVALID"
  | "SERVER_INVALID"
  | "SOCKET_INVALID"
  | "IMPLEMENTATION_INVALID"
  | "METHOD_UNKNOWN"
  | "METHOD_INVALID"
  | "LISTENER_NOT_A_FUNCTION"
  | "SERVICE_TWICE"
  | "HANDLER_NOT_A_FUNCTION"
  | "UNKNOWN_HANDLER_TWICE"
  | "SERVER_CLOSED";

/**
 * A mistake in the program or its configuration that can never work. Thrown by the function that
 * was called with it, before any call.
 */
export class ConfigurationError extends Error {
  /** Stable; `message` may change from version to version. */
  readonly code: ConfigurationErrorCode;

  constructor(code: ConfigurationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigurationError";
    this.code = code;
  }
}
