export type { ByteStreams } from "@tramline/http2";
export type { MessageInit } from "@tramline/protobuf";
export type {
  CallCredentials,
  CallCredentialsContext,
  MethodConfig,
  RetryThrottling,
  ServiceConfigNotice,
} from "@tramline/rpc";
export {
  type AnyMessageType,
  type AttemptKind,
  type AttemptStart,
  type AuthInfo,
  type BackendWeights,
  type Batch,
  type BidiStreamingCall,
  type BytesClient,
  batch,
  bytesCodec,
  type CallOptions,
  type ChannelObserver,
  type Client,
  type ClientAttemptObserver,
  type ClientCallObserver,
  type ClientMethodObserver,
  type ClientObserver,
  type ClientOptions,
  type ClientStreamingCall,
  Code,
  type Codec,
  type CodeName,
  type Compressor,
  type ContextKey,
  type ContextValues,
  type CorsOptions,
  type CrossOriginNeeds,
  connectProtocol,
  createContextKey,
  detail,
  type EndListener,
  type FailedAttempt,
  type FailedCall,
  grpcProtocol,
  grpcWebProtocol,
  type HedgingPolicy,
  type InterceptedCall,
  type InterceptedResult,
  type Interceptor,
  type InterceptorNext,
  interceptService,
  isMessageStream,
  Metadata,
  type MetadataInit,
  type MethodInterceptor,
  mapMessages,
  observersOf,
  protobufCodec,
  type RequestStream,
  type ResponseSource,
  type RetryPolicy,
  type SecurityLevel,
  type ServerCallObserver,
  type ServerCallStart,
  type ServerContext,
  type ServerMethodObserver,
  type ServerObserver,
  type ServerProtocol,
  type ServerStreamingCall,
  type ServiceCall,
  type ServiceImplementation,
  type ServiceInterceptors,
  type ServiceResult,
  type StatusDetail,
  StatusError,
  type StatusErrorOptions,
  type UnknownMethodHandler,
} from "@tramline/rpc";
export type {
  Balancer,
  BalancerFactory,
  BalancerHost,
  BalancerRegistry,
  SubchannelOptions,
} from "./balancer/balancer.ts";
export type { CallEnd, CallTracker } from "./balancer/call-tracker.ts";
export { defaultBalancers } from "./balancer/default-balancers.ts";
export { pickFirst } from "./balancer/pick-first.ts";
export {
  type Picker,
  PickFailure,
  type PickInfo,
  type PickResult,
  QUEUE,
} from "./balancer/picker.ts";
export { createReadyPolicy, type ReadyPolicyOptions } from "./balancer/ready-balancer.ts";
export { roundRobin } from "./balancer/round-robin.ts";
export type { Channel, CloseOptions } from "./channel/channel.ts";
export type { ChannelOptions } from "./channel/channel-options.ts";
export type { ServiceConfigWarning } from "./channel/config-warnings.ts";
export type { RetryOptions } from "./channel/retry-options.ts";
export type { StateListener, WaitOptions } from "./channel/state-watch.ts";
export {
  ClientChannel,
  type ClientChannelOptions,
  createChannel,
} from "./client/create-channel.ts";
export { createBytesClient, createClient } from "./client/create-client.ts";
export { brotli, defaultCompressors, deflate, gzip, zstd } from "./compression/zlib.ts";
export { ConfigurationError, type ConfigurationErrorCode } from "./configuration-error.ts";
export { combineCallCredentials } from "./credentials/call-credentials.ts";
export type { CertificateStatus, TlsStatus } from "./credentials/certificate-status.ts";
export type { TlsMaterial } from "./credentials/loaded-tls.ts";
export type { Pem } from "./credentials/pem.ts";
export type { ChannelTlsOptions } from "./credentials/tls-options.ts";
export type { TlsSourceOptions } from "./credentials/tls-source.ts";
export {
  type FetchedToken,
  refreshedTokenCredentials,
  type TokenOptions,
  tokenCredentials,
} from "./credentials/token-credentials.ts";
export type { OrcaLoadReport } from "./gen/xds/data/orca/v3/orca_load_report.ts";
export {
  createInProcessChannel,
  type InProcessChannelOptions,
} from "./in-process/create-in-process-channel.ts";
export type {
  CallCounts,
  ChannelInspection,
  ListenerInspection,
  ServerInspection,
  SocketEnd,
  SocketInspection,
  SocketSecurity,
  SubchannelInspection,
} from "./inspect/inspection.ts";
export { inspectChannels, inspectServers } from "./inspect/registry.ts";
export type {
  ChannelKeepaliveOptions,
  ServerKeepaliveOptions,
} from "./keepalive/keepalive-options.ts";
export type { KeepalivePreset } from "./keepalive/presets.ts";
export { checkKeepalivePair } from "./keepalive/server-keepalive.ts";
export type { CallNotes } from "./observe/call-notes.ts";
export { type CallListener, observeCalls } from "./observe/observe-calls.ts";
export { defaultResolvers } from "./resolver/default-resolvers.ts";
export type { DnsLookup, DnsTextLookup } from "./resolver/dns-lookup.ts";
export { createDnsResolver, type DnsResolverOptions } from "./resolver/dns-resolver.ts";
export type {
  PreparedTarget,
  Resolution,
  Resolver,
  ResolverEnvironment,
  ResolverFactory,
  ResolverListener,
} from "./resolver/resolver.ts";
export type { Target } from "./resolver/target.ts";
export { TlsHandshakeError } from "./server/handshake-failure.ts";
export type { ServerLimitEvent } from "./server/limit-reporter.ts";
export type { ListenAddress } from "./server/listen-address.ts";
export type { Listening } from "./server/listening.ts";
export { type NodeHandler, toNodeHandler } from "./server/node-handler.ts";
export type { ByteSocket } from "./server/serve-socket.ts";
export { createServer, Server } from "./server/server.ts";
export type { ServerLimits } from "./server/server-limits.ts";
export type { ErrorPlace, ServerOptions, ServerTlsOptions } from "./server/server-options.ts";
export type { ServerTimeouts } from "./server/server-timeouts.ts";
export type { MethodOptions, ServiceOptions } from "./server/service-options.ts";
export type { ShedLoadOptions } from "./server/shed-load.ts";
export type { SelectedBalancer } from "./service-config/load-balancing-config.ts";
export type {
  MethodConfigJson,
  ServiceConfig,
  ServiceConfigJson,
  ServiceConfigSource,
} from "./service-config/service-config.ts";
export type { Address, TcpAddress, UnixAddress } from "./subchannel/address.ts";
export type { BackoffOptions, BackoffSettings } from "./subchannel/backoff.ts";
export type { ClientTransport } from "./subchannel/client-transport.ts";
export type { Clock, RandomSource, ScheduledTimer } from "./subchannel/clock.ts";
export { ConnectivityState } from "./subchannel/connectivity-state.ts";
export type { LoadListener } from "./subchannel/load-watch.ts";
export type { Subchannel, SubchannelWatcher } from "./subchannel/subchannel.ts";
