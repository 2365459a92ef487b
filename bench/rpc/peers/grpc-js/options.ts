/**
 * What the README of @grpc/grpc-js offers for speed: no channelz, no retry buffer, windows wide
 * enough for 1 MiB messages.
 */
export const options = {
  "grpc.enable_channelz": 0,
  "grpc.enable_retries": 0,
  "grpc-node.flow_control_window": 4 * 1024 * 1024,
} as const;
