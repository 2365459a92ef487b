// `@tramline/web/unary`: the same names for unary methods alone, without the code for streams.
export {
  bindUnaryClient as createClient,
  type CallOptions,
  type ClientOptions,
  type Codec,
  type CodeName,
  ConfigurationError,
  Metadata,
  type MetadataInit,
  type RetryPlan,
  type ServiceConfigJson,
  type ServiceConfigNotice,
  StatusError,
  type UnaryClient,
} from "@tramline/rpc";
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
export { type ConnectOptions, connectUnary as connect } from "./protocol/connect-unary.ts";
export { type GrpcWebOptions, grpcWeb } from "./protocol/grpc-web.ts";
