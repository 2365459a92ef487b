import type { InteropCase } from "./case.ts";
import {
  clientCompressedStreaming,
  clientCompressedStreamingNoProbe,
  clientCompressedUnary,
  clientCompressedUnaryNoProbe,
  serverCompressedStreaming,
  serverCompressedUnary,
} from "./compression.ts";
import { customMetadata } from "./custom-metadata.ts";
import {
  cancelAfterBegin,
  cancelAfterFirstResponse,
  specialStatusMessage,
  statusCodeAndMessage,
  timeoutOnSleepingServer,
  unimplementedMethod,
  unimplementedService,
} from "./ending.ts";
import { orcaOob, orcaPerRpc } from "./orca.ts";
import { channelSoak, rpcSoak } from "./soak.ts";
import { clientStreaming, emptyStream, pingPong, serverStreaming } from "./streaming.ts";
import { emptyUnary, largeUnary, pickFirstUnary, veryLargeRequest } from "./unary.ts";

/** The cases of doc/interop-test-descriptions.md that our client has, by their official names. */
export const interopCases: Readonly<Record<string, InteropCase>> = {
  empty_unary: emptyUnary,
  large_unary: largeUnary,
  client_streaming: clientStreaming,
  server_streaming: serverStreaming,
  ping_pong: pingPong,
  empty_stream: emptyStream,
  cancel_after_begin: cancelAfterBegin,
  cancel_after_first_response: cancelAfterFirstResponse,
  timeout_on_sleeping_server: timeoutOnSleepingServer,
  custom_metadata: customMetadata,
  status_code_and_message: statusCodeAndMessage,
  special_status_message: specialStatusMessage,
  unimplemented_method: unimplementedMethod,
  unimplemented_service: unimplementedService,
  client_compressed_unary: clientCompressedUnary,
  client_compressed_unary_noprobe: clientCompressedUnaryNoProbe,
  server_compressed_unary: serverCompressedUnary,
  client_compressed_streaming: clientCompressedStreaming,
  client_compressed_streaming_noprobe: clientCompressedStreamingNoProbe,
  server_compressed_streaming: serverCompressedStreaming,
  pick_first_unary: pickFirstUnary,
  very_large_request: veryLargeRequest,
  rpc_soak: rpcSoak,
  channel_soak: channelSoak,
  orca_per_rpc: orcaPerRpc,
  orca_oob: orcaOob,
};
