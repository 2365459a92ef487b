// Streams that end although neither side ended them.

import { type ConnectionError, ErrorCode } from "../errors.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamFailure } from "../stream/stream-handler.ts";
import type { Outbound } from "./outbound.ts";
import type { StreamTable } from "./stream-table.ts";

/** Fails all streams that the peer's GOAWAY disowns: those above `lastStreamId`. */
export function failDisowned(
  table: StreamTable,
  outbound: Outbound,
  lastStreamId: number,
  errorCode: number,
  reason: string,
): void {
  for (const stream of table.all()) {
    if (stream.id <= lastStreamId) continue;
    fail(table, outbound, stream, {
      errorCode,
      origin: "goaway",
      message: `the peer will not process this stream: ${reason}`,
      unprocessed: true,
      cause: undefined,
    });
  }
}

/**
 * Fails all streams because their connection has ended.
 *
 * @param unsentFrom the requests of streams from this id on never left
 */
export function failAll(
  table: StreamTable,
  outbound: Outbound,
  unsentFrom: number,
  message: string,
  error: ConnectionError | undefined,
): void {
  const errorCode = error?.errorCode ?? ErrorCode.CANCEL;
  for (const stream of table.all()) {
    fail(table, outbound, stream, {
      errorCode,
      origin: "connection",
      message,
      unprocessed: stream.id >= unsentFrom,
      cause: error,
    });
  }
}

function fail(
  table: StreamTable,
  outbound: Outbound,
  stream: Stream,
  failure: StreamFailure,
): void {
  table.failed += 1;
  const { handler } = stream;
  outbound.drop(stream);
  handler.onFailure(failure);
}

/**
 * Cancels calls of which no byte of body has come since `sinceMs`, although one is waited for.
 *
 * @param onCancel hears of each
 */
export function cancelStalledStreams(
  table: StreamTable,
  outbound: Outbound,
  sinceMs: number,
  onCancel: (stream: Stream) => void,
): void {
  for (const stream of table.all()) {
    if (!stream.awaitsBody || stream.remoteEnded || !outbound.flow.mayReceive(stream)) continue;
    if (((sinceMs - stream.bodyAtMs) | 0) < 0) continue;
    const { handler } = stream;
    outbound.reset(stream, ErrorCode.CANCEL);
    handler.onFailure({
      errorCode: ErrorCode.CANCEL,
      origin: "localReset",
      message: "the rest of the request does not come (bodyTimeoutMs)",
      unprocessed: false,
      cause: undefined,
    });
    onCancel(stream);
  }
}
