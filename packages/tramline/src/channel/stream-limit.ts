import type { ClientTransport } from "../subchannel/client-transport.ts";

/** Peers named in one message; of the others only the number is told. */
const MAX_NAMED_PEERS = 3;

/**
 * Says which limit a call waits for: `200 of 200 streams in use on 2 connections
 * (SETTINGS_MAX_CONCURRENT_STREAMS of 10.0.0.1:50051)`.
 *
 * @param target named when no connection is at its limit any more
 */
export function describeStreams(transports: Iterable<ClientTransport>, target: string): string {
  const peers = new Set<string>();
  let used = 0;
  let allowed = 0;
  let connections = 0;
  for (const { activeStreams, maxStreams, peer } of transports) {
    if (activeStreams < maxStreams) continue;
    peers.add(peer);
    used += activeStreams;
    allowed += maxStreams;
    connections++;
  }
  if (connections === 0) return `the connections to ${target} take none at this moment`;
  const named = [...peers].slice(0, MAX_NAMED_PEERS);
  if (peers.size > named.length) named.push(`${peers.size - named.length} more`);
  const count = connections === 1 ? "1 connection" : `${connections} connections`;
  return `${used} of ${allowed} streams in use on ${count} (SETTINGS_MAX_CONCURRENT_STREAMS of ${named.join(", ")})`;
}
