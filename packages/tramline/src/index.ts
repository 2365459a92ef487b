export {
  type AuthInfo,
  type CallOptions,
  type Client,
  Code,
  type CodeName,
  type Compressor,
  createClient,
  detail,
  type Interceptor,
  Metadata,
  type MetadataInit,
  mapMessages,
  type ServerContext,
  type ServiceImplementation,
  StatusError,
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
