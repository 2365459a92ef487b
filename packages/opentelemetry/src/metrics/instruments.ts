import {
  latencyBuckets,
  retryBuckets,
  sizeBuckets,
  transparentRetryBuckets,
  weightBuckets,
} from "./buckets.ts";

/** An instrument with the name, unit, and buckets of the gRFCs. */
export interface Instrument {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Undefined for a counter. */
  readonly buckets: readonly number[] | undefined;
  /** Whether values may have a fraction. */
  readonly isDouble: boolean;
  /** Whether a counter only goes up. */
  readonly isMonotonic: boolean;
  /** Recorded only when the option `optionalMetrics` names it: experimental in its gRFC (A79). */
  readonly isOptional: boolean;
}

function counter(
  name: string,
  unit: string,
  description: string,
  { isOptional = false, isMonotonic = true } = {},
): Instrument {
  return {
    name,
    unit,
    description,
    buckets: undefined,
    isDouble: false,
    isMonotonic,
    isOptional,
  };
}

const HISTOGRAM = { isDouble: false, isMonotonic: true } as const;

function latency(name: string, description: string, isOptional = false): Instrument {
  return {
    name,
    unit: "s",
    description,
    buckets: latencyBuckets,
    ...HISTOGRAM,
    isDouble: true,
    isOptional,
  };
}

function size(name: string, description: string): Instrument {
  const buckets = sizeBuckets;
  return { name, unit: "By", description, buckets, ...HISTOGRAM, isOptional: false };
}

function count(
  name: string,
  unit: string,
  description: string,
  buckets: readonly number[],
): Instrument {
  return { name, unit, description, buckets, ...HISTOGRAM, isOptional: true };
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

const OPTIONAL = { isOptional: true } as const;

/** The instruments of channels: gRFC A94 and, for `weighted_round_robin`, A78. */
export const channelInstruments = {
  disconnections: counter(
    "grpc.subchannel.disconnections",
    "{disconnection}",
    "Number of times that a connection to a backend ended.",
    OPTIONAL,
  ),
  connectionsSucceeded: counter(
    "grpc.subchannel.connection_attempts_succeeded",
    "{attempt}",
    "Number of attempts to connect that succeeded.",
    OPTIONAL,
  ),
  connectionsFailed: counter(
    "grpc.subchannel.connection_attempts_failed",
    "{attempt}",
    "Number of attempts to connect that failed.",
    OPTIONAL,
  ),
  openConnections: counter(
    "grpc.subchannel.open_connections",
    "{connection}",
    "Number of open connections.",
    { isOptional: true, isMonotonic: false },
  ),
  weightFallbacks: counter(
    "grpc.lb.wrr.rr_fallback",
    "{update}",
    "Number of updates of the weights with fewer than two backends that have one: calls go to all in turn.",
    OPTIONAL,
  ),
  weightsNotYetUsable: counter(
    "grpc.lb.wrr.endpoint_weight_not_yet_usable",
    "{endpoint}",
    "Number of backends, at each update of the weights, whose load reports are missing or too new.",
    OPTIONAL,
  ),
  weightsStale: counter(
    "grpc.lb.wrr.endpoint_weight_stale",
    "{endpoint}",
    "Number of backends, at each update of the weights, whose last load report is too old.",
    OPTIONAL,
  ),
  weights: {
    name: "grpc.lb.wrr.endpoint_weights",
    unit: "{weight}",
    description: "Weight of each backend at each update; 0 for one without a usable weight.",
    buckets: weightBuckets,
    isDouble: true,
    isMonotonic: true,
    isOptional: true,
  },
} as const satisfies Readonly<Record<string, Instrument>>;

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
