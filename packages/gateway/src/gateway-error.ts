/** Codes of what makes a gateway impossible. */
export type GatewayErrorCode =
  | "REST_OPTION_INVALID"
  | "REST_TEMPLATE_INVALID"
  | "REST_RULE_INVALID"
  | "REST_ROUTE_CONFLICT";

/** A gateway that cannot be made: a rule of a contract, or an option, is invalid. */
export class GatewayError extends Error {
  /** The stable code, such as `"REST_RULE_INVALID"`. */
  readonly code: GatewayErrorCode;

  /** @param message what is invalid, where, and the fix */
  constructor(code: GatewayErrorCode, message: string) {
    super(message);
    this.name = "GatewayError";
    this.code = code;
  }
}
