import { latencyBuckets, retryBuckets, sizeBuckets, transparentRetryBuckets } from "./buckets.ts";

/** An instrument with the name, unit, and buckets of the gRFCs. */
export interface Instrument {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Undefined for a counter. */
  readonly buckets: readonly number[] | undefined;
  /** Whether values may have a fraction. */
  readonly isDouble: boolean;
  /** Recorded only when the option `metrics` names it: experimental in its gRFC (A79). */
  readonly isOptional: boolean;
}

function counter(name: string, unit: string, description: string): Instrument {
  return { name, unit, description, buckets: undefined, isDouble: false, isOptional: false };
}

function latency(name: string, description: string, isOptional = false): Instrument {
  return { name, unit: "s", description, buckets: latencyBuckets, isDouble: true, isOptional };
}

function size(name: string, description: string): Instrument {
  const buckets = sizeBuckets;
  return { name, unit: "By", description, buckets, isDouble: false, isOptional: false };
}

function count(
  name: string,
  unit: string,
  description: string,
  buckets: readonly number[],
): Instrument {
  return { name, unit, description, buckets, isDouble: false, isOptional: true };
}

/** The instruments of clients: gRFC A66, A96, and A121. */
export const clientInstruments = {
  attemptStarted: counter(
    "grpc.client.attempt.started",
    "{attempt}",
    "Number of client call attempts started.",
  ),
  attemptDuration: latency(
    "grpc.client.attempt.duration",
    "Time that a client call attempt took, the pick of its connection included.",
  ),
  attemptSent: size(
    "grpc.client.attempt.sent_total_compressed_message_size",
    "Compressed bytes of request messages per client call attempt.",
  ),
  attemptReceived: size(
    "grpc.client.attempt.rcvd_total_compressed_message_size",
    "Compressed bytes of response messages per client call attempt.",
  ),
  callDuration: latency(
    "grpc.client.call.duration",
    "Time that a client call took, from the caller's perspective.",
  ),
  callRetries: count(
    "grpc.client.call.retries",
    "{retry}",
    "Number of retries during the client call; calls without any are not counted.",
    retryBuckets,
  ),
  callTransparentRetries: count(
    "grpc.client.call.transparent_retries",
    "{transparent_retry}",
    "Number of transparent retries during the client call; calls without any are not counted.",
    transparentRetryBuckets,
  ),
  callHedges: count(
    "grpc.client.call.hedges",
    "{hedge}",
    "Number of hedges during the client call; calls without any are not counted.",
    retryBuckets,
  ),
  callRetryDelay: latency(
    "grpc.client.call.retry_delay",
    "Total time during the client call while no attempt was active.",
    true,
  ),
  attemptDelay: latency(
    "grpc.client.attempt.delay.duration",
    "Time that a client call attempt waited for a connection.",
    true,
  ),
} as const;

/** The instruments of servers (gRFC A66). */
export const serverInstruments = {
  callStarted: counter("grpc.server.call.started", "{call}", "Number of server calls started."),
  callSent: size(
    "grpc.server.call.sent_total_compressed_message_size",
    "Compressed bytes of response messages per server call.",
  ),
  callReceived: size(
    "grpc.server.call.rcvd_total_compressed_message_size",
    "Compressed bytes of request messages per server call.",
  ),
  callDuration: latency(
    "grpc.server.call.duration",
    "Time that a server call took, from the transport's perspective.",
  ),
} as const;
