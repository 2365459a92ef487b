import type { AcceptAnyOptions } from "./accept-options.ts";
import { sniffedConnection } from "./accepted-connections.ts";
import { ByteStreamDriver } from "./byte-stream-driver.ts";
import type { ByteStreams } from "./byte-streams.ts";
import type { AcceptedConnection } from "./driven-connection.ts";

/** A connection on a pair of streams. */
export interface AcceptedStreams {
  /** The connection, until the first bytes have decided. */
  readonly connection: AcceptedConnection;
  /** Settles when both streams are over; never rejects. */
  readonly closed: Promise<void>;
  /** Ends both streams at once. */
  destroy(): void;
}

/**
 * Speaks HTTP/2 or HTTP/1.1, in cleartext, as a server on a pair of web-standard streams that somebody else has
 * accepted.
 *
 * @param onDecided takes the connection that goes on in place of the one that was returned
 * @throws TypeError when one of the streams is locked
 */
export function acceptStreams(
  streams: ByteStreams,
  options: Omit<AcceptAnyOptions, "firstBytes" | "allowance">,
  onDecided: (connection: AcceptedConnection) => void,
): AcceptedStreams {
  const driver = new ByteStreamDriver(streams);
  const sniffer = sniffedConnection(driver, options, false, onDecided);
  driver.attach(sniffer);
  return { connection: sniffer, closed: driver.closed, destroy: () => driver.destroy() };
}
