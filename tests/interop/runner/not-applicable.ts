/** What is not judged, and why. All of it is printed with the result. */

const cloud = "needs Google's cloud and its credentials";
const misbehaving =
  "judges a client by a server that misbehaves, which this suite does not have yet";

/** Cases that no pair runs. */
export const globallyNotApplicable: Readonly<Record<string, string>> = {
  cacheable_unary: "needs a caching proxy between client and server",
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

/** A case that cannot pass with a server, and how it then fails. */
export interface ForeignFailure {
  readonly reason: string;
  /** What our client says of it: another failure is no excuse. */
  readonly message: RegExp;
}

const notRefused = /ended with OK instead of INVALID_ARGUMENT/;
const notInflated = /UNIMPLEMENTED.*gzip/;
const notCompressed = /the response's compressed flag/;

const grpclibHasNone = "grpclib has no compression";
/** What comes compressed is an error of its handler. */
const handlerFailed = /UNKNOWN: Internal Server Error/;

const goHasNoGzip = "grpc-go's interop server has no gzip";
const noServerId = (name: string): ForeignFailure => ({
  reason: `${name}'s interop server does not fill server_id`,
  message: /did not fill server_id/,
});
const flagNotShown = (name: string): ForeignFailure => ({
  reason: `${name} does not show a server whether a request came compressed, so it cannot refuse one`,
  message: notRefused,
});
const jsDoesNotCompress: ForeignFailure = {
  reason: "servers of @grpc/grpc-js do not compress responses",
  message: notCompressed,
};
const javaDoesNotLook: ForeignFailure = {
  reason: "grpc-java's interop server does not look whether a request came compressed",
  message: notRefused,
};

/** The ORCA cases with a server that reports no load. */
const noLoadReports = (reason: string) => {
  const failure: ForeignFailure = { reason, message: /undefined/ };
  return { orca_per_rpc: failure, orca_oob: failure };
};

/**
 * Cases that cannot pass because of the foreign server, by the server's name and the case. They are
 * run all the same: one that passes, or fails in another way, does not belong here.
 */
export const failsOnServer: Readonly<Record<string, Readonly<Record<string, ForeignFailure>>>> = {
  go: {
    client_compressed_unary: { reason: goHasNoGzip, message: notRefused },
    client_compressed_unary_noprobe: { reason: goHasNoGzip, message: notInflated },
    client_compressed_streaming: { reason: goHasNoGzip, message: notInflated },
    client_compressed_streaming_noprobe: { reason: goHasNoGzip, message: notInflated },
    server_compressed_unary: { reason: goHasNoGzip, message: notCompressed },
    server_compressed_streaming: { reason: goHasNoGzip, message: notCompressed },
    pick_first_unary: noServerId("grpc-go"),
    very_large_request: {
      reason: "grpc-go's interop server takes messages of 4 MiB at most",
      message: /RESOURCE_EXHAUSTED.*larger than max/,
    },
  },
  python: {
    ...noLoadReports("grpcio's public API has no load reports"),
    client_compressed_unary: flagNotShown("grpcio"),
    client_compressed_streaming: flagNotShown("grpcio"),
  },
  "grpc-js": {
    ...noLoadReports("servers of @grpc/grpc-js send load reports only by experimental classes"),
    client_compressed_unary: flagNotShown("@grpc/grpc-js"),
    client_compressed_streaming: flagNotShown("@grpc/grpc-js"),
    server_compressed_unary: jsDoesNotCompress,
    server_compressed_streaming: jsDoesNotCompress,
  },
  cpp: {
    ...noLoadReports("the peer on gRPC C++ reports no load"),
    client_compressed_unary: flagNotShown("gRPC C++"),
    client_compressed_streaming: flagNotShown("gRPC C++"),
  },
  tonic: {
    ...noLoadReports("tonic has no load reports"),
    client_compressed_unary: flagNotShown("tonic"),
    client_compressed_streaming: flagNotShown("tonic"),
    server_compressed_streaming: {
      reason: "tonic compresses all messages of a stream or none",
      message: notCompressed,
    },
  },
  grpclib: {
    ...noLoadReports("grpclib has no load reports"),
    client_compressed_unary: { reason: grpclibHasNone, message: notRefused },
    client_compressed_unary_noprobe: { reason: grpclibHasNone, message: handlerFailed },
    client_compressed_streaming: { reason: grpclibHasNone, message: notRefused },
    client_compressed_streaming_noprobe: { reason: grpclibHasNone, message: handlerFailed },
    server_compressed_unary: { reason: grpclibHasNone, message: notCompressed },
    server_compressed_streaming: { reason: grpclibHasNone, message: notCompressed },
  },
  java: {
    client_compressed_unary: javaDoesNotLook,
    client_compressed_streaming: javaDoesNotLook,
    server_compressed_streaming: {
      reason: "grpc-java's interop server does not compress streamed responses",
      message: notCompressed,
    },
    pick_first_unary: noServerId("grpc-java"),
  },
};

/** Why a foreign client does not have a case. */
export const clientLacks: Readonly<Record<string, string>> = {
  go: "grpc-go's interop client does not have this case",
  python:
    "grpcio's public API cannot express it: per-message compression, or seeing the compressed flag",
  "grpc-js": "@grpc/grpc-js does not show a client whether a response came compressed",
  cpp: "gRPC C++'s public API does not show whether a response came compressed",
  tonic:
    "tonic compresses all messages of a call or none, drops cancelled calls without a status, and reports its own timeouts as CANCELLED",
  grpclib: "grpclib has no compression, and no status for calls that are cancelled",
  java: "grpc-java's interop client does not have this case",
  okhttp: "grpc-java's interop client does not have this case",
};
