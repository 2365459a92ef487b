import type { Metadata } from "../metadata/metadata.ts";

const NAME = "grpc-retry-pushback-ms";
const INTEGER = /^-?(?:0|[1-9]\d{0,9})$/;
const MOST = 2 ** 31 - 1;

/**
 * Reads a server's word on when to try again (gRFC A6): milliseconds, -1 for not at all, which is also
 * what a value that cannot be read means, or undefined without one.
 */
export function readPushback(trailers: Metadata): number | undefined {
  const value = trailers.get(NAME);
  if (value === undefined) return undefined;
  const ms = INTEGER.test(value) ? Number(value) : -1;
  return ms >= 0 && ms <= MOST ? ms : -1;
}
