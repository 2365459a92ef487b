/** The codes of errors of `restProtocol` and `openApi`. */
export type GatewayErrorCode =
  | "REST_OPTION_INVALID"
  | "REST_TEMPLATE_INVALID"
  | "REST_RULE_INVALID"
  | "REST_ROUTE_CONFLICT"
  | "REST_VIEWER_MISSING";

/** An error of `restProtocol` or `openApi`: a rule of the contract, or an option, is invalid. */
export class GatewayError extends Error {
  /** The stable code, such as `"REST_RULE_INVALID"`. */
  readonly code: GatewayErrorCode;

  /** @param message the problem, its place, and the fix */
  constructor(code: GatewayErrorCode, message: string) {
    super(message);
    this.name = "GatewayError";
    this.code = code;
  }
}
