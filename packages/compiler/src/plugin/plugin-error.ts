/** Codes of {@link PluginError}. */
export type PluginErrorCode =
  /** The bytes are not a CodeGeneratorResponse. */
  | "PLUGIN_RESPONSE_INVALID"
  /** The first part of the response has no file name. */
  | "PLUGIN_FILE_UNNAMED"
  /** A file name that is not a path below the output folder. */
  | "PLUGIN_FILE_NAME"
  /** A file that has been written before, by this plugin or another. */
  | "PLUGIN_FILE_TWICE"
  /** Text for a file that no plugin has written. */
  | "PLUGIN_INSERTION_FILE"
  /** Text for an insertion point that the file does not have. */
  | "PLUGIN_INSERTION_POINT"
  /** A contract has optional fields of proto3, which the plugin does not say it supports. */
  | "PLUGIN_PROTO3_OPTIONAL"
  /** A contract is of an edition, and the plugin does not say that it supports editions. */
  | "PLUGIN_EDITIONS"
  /** A contract is of an edition outside of those that the plugin supports. */
  | "PLUGIN_EDITION_RANGE";

/** An invalid response of a plugin; the message names the plugin and the file. */
export class PluginError extends Error {
  /** Always `"PluginError"`. */
  override readonly name = "PluginError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: PluginErrorCode;
  /** The fix. */
  readonly hint: string | undefined;

  constructor(code: PluginErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
