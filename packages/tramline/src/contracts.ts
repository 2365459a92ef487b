/** The contracts of the services that a channel itself calls: health checks and load reports. */
export {
  Health,
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  HealthListRequest,
  HealthListResponse,
} from "./gen/grpc/health/v1/health.ts";
export { OrcaLoadReport } from "./gen/xds/data/orca/v3/orca_load_report.ts";
export { OpenRcaService, OrcaLoadReportRequest } from "./gen/xds/service/orca/v3/orca.ts";
