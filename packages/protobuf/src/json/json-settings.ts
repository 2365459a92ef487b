// What a caller may ask of ProtoJSON, save the registry.

/** How messages are printed. */
export interface PrintJsonSettings {
  /** Fields without presence are printed even when zero, empty lists and maps too. Default: false. */
  readonly alwaysEmitImplicit?: boolean | undefined;
  /**
   * Handling of an Any whose type is not in the registry: an error (default), or an object with
   * `@type` and its content as base64 under `@value`, for people to read. It cannot be parsed.
   */
  readonly unknownAny?: "error" | "base64" | undefined;
  /** Enum values are printed as numbers. Default: by name. */
  readonly enumAsInteger?: boolean | undefined;
  /** Fields are named as in the .proto file. Default: lowerCamelCase, or as `json_name` says. */
  readonly useProtoFieldName?: boolean | undefined;
}

/** How JSON is parsed. */
export interface ParseJsonSettings {
  /** Fields and enum values that the contract does not have are skipped. Default: an error. */
  readonly ignoreUnknownFields?: boolean | undefined;
}
