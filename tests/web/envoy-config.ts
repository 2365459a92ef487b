/** The configuration of Envoy with its filters for gRPC-Web and for other origins. */

/** What the configuration depends on. */
export interface EnvoySetting {
  /** Where Envoy listens. */
  readonly port: number;
  /** The port of the gRPC server. */
  readonly backend: number;
  /** The origin of the pages. */
  readonly origin: string;
  /** Names of metadata that pages send and read. */
  readonly metadata: readonly string[];
}

const extensions = "type.googleapis.com/envoy.extensions";

/** Returns the configuration, for Envoy's option `-c`. */
export function envoyConfig({ port, backend, origin, metadata }: EnvoySetting): unknown {
  const address = (port_value: number) => ({
    address: { socket_address: { address: "127.0.0.1", port_value } },
  });
  const cors = {
    "@type": `${extensions}.filters.http.cors.v3.CorsPolicy`,
    allow_origin_string_match: [{ exact: origin }],
    allow_methods: "POST",
    allow_headers: [
      "content-type",
      "x-grpc-web",
      "x-user-agent",
      "grpc-timeout",
      ...metadata,
    ].join(),
    expose_headers: ["grpc-status", "grpc-message", "grpc-status-details-bin", ...metadata].join(),
    max_age: "600",
  };
  const filter = (name: string, type: string) => ({
    name,
    typed_config: { "@type": `${extensions}.filters.http.${type}` },
  });
  const manager = {
    "@type": `${extensions}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "calls",
    codec_type: "AUTO",
    route_config: {
      virtual_hosts: [
        {
          name: "all",
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, route: { cluster: "backend", timeout: "0s" } }],
          typed_per_filter_config: { "envoy.filters.http.cors": cors },
        },
      ],
    },
    http_filters: [
      filter("envoy.filters.http.grpc_web", "grpc_web.v3.GrpcWeb"),
      filter("envoy.filters.http.cors", "cors.v3.Cors"),
      filter("envoy.filters.http.router", "router.v3.Router"),
    ],
  };
  const http2 = {
    "@type": `${extensions}.upstreams.http.v3.HttpProtocolOptions`,
    explicit_http_config: { http2_protocol_options: {} },
  };
  return {
    static_resources: {
      listeners: [
        {
          ...address(port),
          filter_chains: [
            {
              filters: [
                { name: "envoy.filters.network.http_connection_manager", typed_config: manager },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: "backend",
          connect_timeout: "10s",
          type: "STATIC",
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": http2,
          },
          load_assignment: {
            cluster_name: "backend",
            endpoints: [{ lb_endpoints: [{ endpoint: address(backend) }] }],
          },
        },
      ],
    },
  };
}
