// Envoy with its gRPC-Web filter and its transcoder, on one worker thread.
import { writeFileSync } from "node:fs";
import path from "node:path";

const TYPES = "type.googleapis.com/envoy.extensions";

function filter(name: string, type: string, settings: object = {}) {
  return { name, typed_config: { "@type": `${TYPES}.filters.http.${type}`, ...settings } };
}

/** The line of its log when its listeners are open. */
export const ENVOY_SERVES = /starting main dispatch loop/;

/** Writes its configuration; returns its arguments. */
export function writeEnvoyConfig(
  folder: string,
  port: number,
  upstreamPort: number,
  descriptors: string,
): string[] {
  const address = (port_value: number) => ({
    socket_address: { address: "127.0.0.1", port_value },
  });
  const manager = {
    "@type": `${TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "calls",
    codec_type: "AUTO",
    generate_request_id: false,
    route_config: {
      virtual_hosts: [
        {
          name: "all",
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, route: { cluster: "upstream", timeout: "0s" } }],
        },
      ],
    },
    http_filters: [
      filter("web", "grpc_web.v3.GrpcWeb"),
      filter("transcoder", "grpc_json_transcoder.v3.GrpcJsonTranscoder", {
        proto_descriptor: descriptors,
        services: ["edgebench.v1.OrderService"],
        print_options: { always_print_primitive_fields: true },
      }),
      filter("router", "router.v3.Router"),
    ],
  };
  const http2 = { explicit_http_config: { http2_protocol_options: {} } };
  const protocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  const config = {
    static_resources: {
      listeners: [
        {
          name: "edge",
          address: address(port),
          filter_chains: [{ filters: [{ name: "calls", typed_config: manager }] }],
        },
      ],
      clusters: [
        {
          name: "upstream",
          connect_timeout: "1s",
          type: "STATIC",
          typed_extension_protocol_options: {
            [protocolOptions]: {
              "@type": `${TYPES}.upstreams.http.v3.HttpProtocolOptions`,
              ...http2,
            },
          },
          load_assignment: {
            cluster_name: "upstream",
            endpoints: [{ lb_endpoints: [{ endpoint: { address: address(upstreamPort) } }] }],
          },
        },
      ],
    },
  };
  const file = path.join(folder, "envoy.json");
  writeFileSync(file, JSON.stringify(config));
  const args = ["-c", file, "--disable-hot-restart", "--concurrency", "1", "-l", "off"];
  return [...args, "--component-log-level", "main:info"];
}
