/** Why what a plugin answered cannot be used. */
export type PluginErrorCode =
  /** The bytes are no CodeGeneratorResponse. */
  | "PLUGIN_RESPONSE_INVALID"
  /** The first part of the answer has no file name. */
  | "PLUGIN_FILE_UNNAMED"
  /** A file name that is no path below the output folder. */
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

/** What a plugin answered cannot be used; the message names the plugin and the file. */
export class PluginError extends Error {
  override readonly name = "PluginError";
  readonly code: PluginErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(code: PluginErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
