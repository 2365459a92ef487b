/** What is not judged, and why. All of it is printed with the result. */

const cloud = "needs Google's cloud and its credentials";
const orca = "load reports (ORCA) are not part of Tramline yet";
const misbehaving =
  "judges a client by a server that misbehaves, which this suite does not have yet";

/** Cases that no pair runs. */
export const globallyNotApplicable: Readonly<Record<string, string>> = {
  cacheable_unary: "needs a caching proxy between client and server",
  orca_per_rpc: orca,
  orca_oob: orca,
  compute_engine_creds: cloud,
  compute_engine_channel_credentials: cloud,
  service_account_creds: cloud,
  jwt_token_creds: cloud,
  oauth2_auth_token: cloud,
  per_rpc_creds: cloud,
  google_default_credentials: cloud,
  "http2 goaway": misbehaving,
  "http2 rst_after_header": misbehaving,
  "http2 rst_during_data": misbehaving,
  "http2 rst_after_data": misbehaving,
  "http2 ping": misbehaving,
  "http2 max_streams": misbehaving,
  "http2 data_frame_padding": misbehaving,
};

const goHasNoGzip = "grpc-go's interop server has no gzip";
const noServerId = (name: string) => `${name}'s interop server does not fill server_id`;
const flagNotShown = (name: string) =>
  `${name} does not show a server whether a request came compressed, so it cannot refuse one`;
const jsDoesNotCompress = "servers of @grpc/grpc-js do not compress responses";
const javaDoesNotRefuse =
  "grpc-java's interop server does not look whether a request came compressed";

/**
 * Cases that cannot pass because of the foreign server, by the server's name and the case. They are
 * run all the same: one that passes does not belong here.
 */
export const failsOnServer: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  go: {
    client_compressed_unary: goHasNoGzip,
    client_compressed_unary_noprobe: goHasNoGzip,
    client_compressed_streaming: goHasNoGzip,
    client_compressed_streaming_noprobe: goHasNoGzip,
    server_compressed_unary: goHasNoGzip,
    server_compressed_streaming: goHasNoGzip,
    pick_first_unary: noServerId("grpc-go"),
    very_large_request: "grpc-go's interop server takes messages of 4 MiB at most",
  },
  python: {
    client_compressed_unary: flagNotShown("grpcio"),
    client_compressed_streaming: flagNotShown("grpcio"),
  },
  "grpc-js": {
    client_compressed_unary: flagNotShown("@grpc/grpc-js"),
    client_compressed_streaming: flagNotShown("@grpc/grpc-js"),
    server_compressed_unary: jsDoesNotCompress,
    server_compressed_streaming: jsDoesNotCompress,
  },
  java: {
    client_compressed_unary: javaDoesNotRefuse,
    client_compressed_streaming: javaDoesNotRefuse,
    server_compressed_streaming: "grpc-java's interop server does not compress streamed responses",
    pick_first_unary: noServerId("grpc-java"),
  },
};

/** Why a foreign client does not have a case. */
export const clientLacks: Readonly<Record<string, string>> = {
  go: "grpc-go's interop client does not have this case",
  python:
    "grpcio's public API cannot express it: per-message compression, or seeing the compressed flag",
  "grpc-js": "@grpc/grpc-js does not show a client whether a response came compressed",
  java: "grpc-java's interop client does not have this case",
};
