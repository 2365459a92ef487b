export {
  Health,
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  HealthListRequest,
  HealthListResponse,
  OpenRcaService,
  OrcaLoadReport,
  OrcaLoadReportRequest,
} from "tramline/contracts";
export { addAdmin } from "./admin.ts";
export { addChannelz } from "./channelz/channelz.ts";
/** The messages of {@link Channelz}. */
export type * as ChannelzTypes from "./gen/grpc/channelz/v1/channelz.ts";
export { Channelz } from "./gen/grpc/channelz/v1/channelz.ts";
export {
  type ErrorResponse,
  type ExtensionNumberResponse,
  type ExtensionRequest,
  type FileDescriptorResponse,
  type ListServiceResponse,
  ServerReflection,
  ServerReflectionRequest,
  ServerReflectionResponse,
  type ServiceResponse,
} from "./gen/grpc/reflection/v1/reflection.ts";
/** The messages of {@link ServerReflectionV1Alpha}. */
export type * as ReflectionV1AlphaTypes from "./gen/grpc/reflection/v1alpha/reflection.ts";
export { ServerReflection as ServerReflectionV1Alpha } from "./gen/grpc/reflection/v1alpha/reflection.ts";
export { followWorkers, WORKERS_SERVICE, type WorkerGroup } from "./health/follow-workers.ts";
export {
  addHealth,
  type HealthStatus,
  MAX_LISTED_SERVICES,
  type ServerHealth,
} from "./health/health.ts";
export { addLoadReports, type LoadReportOptions } from "./load/add-load-reports.ts";
export { loadReports, readLoadReport, reportLoad } from "./load/call-load.ts";
export type { CallLoadValues, LoadValues, NamedValues } from "./load/load-values.ts";
export { ServerLoad } from "./load/server-load.ts";
export { ReflectedContract } from "./reflection/client/reflected-contract.ts";
export { ReflectionError, type ReflectionErrorCode } from "./reflection/client/reflection-error.ts";
export { commonTypes } from "./reflection/common-types.ts";
export { addReflection } from "./reflection/reflection.ts";
export type { ServiceHost } from "./service-host.ts";
