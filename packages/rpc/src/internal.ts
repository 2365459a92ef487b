// For the packages of this workspace alone: what makes a protocol that is not in this package. It may change
// with every release; all packages carry one version.

export { decodeJsonText } from "./codec/json-text.ts";
export { acceptedEncodings } from "./compression/compression-registry.ts";
export { ignoringHandler } from "./exchange/ignoring-handler.ts";
export { BareCall, type BareHead } from "./protocol/bare-call.ts";
export { BareUnaryCall } from "./protocol/bare-unary-call.ts";
export { headersSent, metadataTooLarge } from "./protocol/exchange-call.ts";
export { observeRefusal } from "./protocol/observe-refusal.ts";
export { observed } from "./protocol/observed-call.ts";
export { PassingExchange } from "./protocol/passing-exchange.ts";
export { pathOf } from "./protocol/request-path.ts";
export { ownsPath, unprocessed } from "./protocol/server-protocol.ts";
export { ConfigNotices, noteUnknownFields } from "./service-config/config-notices.ts";
export {
  fieldError,
  type JsonObject,
  parseConfigText,
  parseDurationMs,
  readArray,
  readInteger,
  readObject,
  readString,
} from "./service-config/json-reader.ts";
export { configNameOf, parseMethodConfigs } from "./service-config/method-config.ts";
export { parseRetryThrottling } from "./service-config/retry-config.ts";
export { httpStatusOf } from "./status/http-status.ts";
