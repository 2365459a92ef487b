/** Upper bounds of the buckets for latencies, in seconds (gRFC A66). */
export const latencyBuckets: readonly number[] = [
  0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006,
  0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25,
  0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100,
];

/** Upper bounds of the buckets for sizes, in bytes (gRFC A66). */
export const sizeBuckets: readonly number[] = [
  0, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456,
  1073741824, 4294967296,
];

/** Upper bounds of the buckets for retries and hedges of a call (gRFC A96). */
export const retryBuckets: readonly number[] = [1, 2, 3, 4, 5];

/** Upper bounds of the buckets for transparent retries of a call (gRFC A96). */
export const transparentRetryBuckets: readonly number[] = [1, 2, 3, 4, 5, 10];

/**
 * Upper bounds of the buckets for weights of backends. gRFC A78 names none, so they are OpenTelemetry's
 * default for histograms.
 */
export const weightBuckets: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000,
];
