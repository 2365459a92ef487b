export {
  type BidiStreamingCall,
  bindPlainClient as createClient,
  type CallOptions,
  type Client,
  type ClientOptions,
  type ClientStreamingCall,
  type Codec,
  type CodeName,
  type Compressor,
  ConfigurationError,
  type Interception,
  type Interceptor,
  Metadata,
  type MetadataInit,
  type MethodConfigJson,
  type RetryPlan,
  type ServerStreamingCall,
  type ServiceConfigJson,
  type ServiceConfigNotice,
  StatusError,
} from "@tramline/rpc";
export type { CookiePolicy, FetchFunction, FetchRoute } from "./channel/fetch-attempt.ts";
export { fetchStreams } from "./channel/fetch-streams.ts";
export { intercept } from "./channel/intercept.ts";
export type { RequestStreams } from "./channel/request-streams.ts";
export {
  type ConfiguredRoute,
  type ServiceConfigOptions,
  serviceConfig,
  type WebServiceConfig,
} from "./channel/service-config.ts";
export {
  createWebChannel,
  type WebChannel,
  type WebChannelOptions,
} from "./channel/web-channel.ts";
export { connect } from "./protocol/connect.ts";
export type { ConnectOptions } from "./protocol/connect-unary.ts";
export { type GrpcWebOptions, grpcWeb } from "./protocol/grpc-web.ts";
export type {
  OnlyMessage,
  ResponseSink,
  StreamedRequests,
  WebMethod,
  WebMethodSettings,
  WebProtocol,
  WebRequest,
} from "./protocol/web-protocol.ts";
export {
  type WebSocketConstructor,
  type WebSocketLike,
  type WebSocketOptions,
  webSocketFetch,
  webSocketStreams,
} from "./socket/web-socket-streams.ts";
