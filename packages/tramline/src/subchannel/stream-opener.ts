import type { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";
import type { OpenStream, StreamListener } from "./kept-stream.ts";

/**
 * Opens the streams that a channel reads for itself on one of its subchannels. They do not count as use of
 * a connection.
 */
export interface StreamOpener<S> {
  /** `grpc.health.v1.Health/Watch`: messages are the names of statuses, such as "SERVING". */
  openHealth(subchannel: S, service: string, listener: StreamListener<string>): OpenStream;
  /** `xds.service.orca.v3.OpenRcaService/StreamCoreMetrics`. */
  openLoad(subchannel: S, intervalMs: number, listener: StreamListener<OrcaLoadReport>): OpenStream;
}
