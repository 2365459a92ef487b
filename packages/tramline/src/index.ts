export {
  type AuthInfo,
  type BidiStreamingCall,
  type CallOptions,
  type Client,
  type ClientStreamingCall,
  Code,
  type CodeName,
  type Compressor,
  createClient,
  detail,
  type FailedCall,
  type InterceptedCall,
  type InterceptedResult,
  type Interceptor,
  type InterceptorNext,
  isMessageStream,
  Metadata,
  type MetadataInit,
  mapMessages,
  type ServerContext,
  type ServerStreamingCall,
  type ServiceImplementation,
  type StatusDetail,
  StatusError,
  type StatusErrorOptions,
} from "@tramline/rpc";
export type { Balancer, BalancerRegistry } from "./balancer/balancer.ts";
export {
  type Picker,
  PickFailure,
  type PickInfo,
  type PickResult,
  QUEUE,
} from "./balancer/picker.ts";
export type { CloseOptions } from "./channel/channel.ts";
export type { ChannelOptions } from "./channel/channel-options.ts";
export {
  ClientChannel,
  type ClientChannelOptions,
  createChannel,
} from "./client/create-channel.ts";
export { deflate, gzip } from "./compression/zlib.ts";
export { ConfigurationError, type ConfigurationErrorCode } from "./configuration-error.ts";
export { type CallCredentials, combineCallCredentials } from "./credentials/call-credentials.ts";
export type { ChannelTlsOptions } from "./credentials/tls-options.ts";
export type { Resolver, ResolverRegistry } from "./resolver/resolver.ts";
export type { ListenAddress } from "./server/listener.ts";
export { createServer, type Listening, Server } from "./server/server.ts";
export type { ErrorPlace, ServerOptions, ServerTlsOptions } from "./server/server-options.ts";
export type { ServiceConfigJson } from "./service-config/service-config.ts";
export type { BackoffOptions } from "./subchannel/backoff.ts";
export { ConnectivityState } from "./subchannel/connectivity-state.ts";
