export { GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
export type { IncomingHeader } from "./headers/incoming.ts";
export type { OutgoingHeader } from "./headers/outgoing.ts";
export type { Content, OpenApiDocument, Operation, Parameter, Schema } from "./openapi/document.ts";
export { type OpenApiOptions, openApi } from "./openapi/open-api.ts";
export type { ReferenceViewer } from "./reference/reference-page.ts";
export type { RestOptions, ServedDocument } from "./rest-options.ts";
export { restProtocol } from "./rest-protocol.ts";
export type { Unannotated } from "./rule/service-bindings.ts";
