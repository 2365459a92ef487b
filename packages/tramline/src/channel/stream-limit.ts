import type { ClientTransport } from "../subchannel/client-transport.ts";

/** Peers named in one message; of the others only the number. */
const MAX_NAMED_PEERS = 3;
const WAITING = "waiting for a free stream";

/** Whether a connection carries as many streams as its peer allows. */
export function hasFull(transports: Iterable<ClientTransport>): boolean {
  for (const { activeStreams, maxStreams } of transports) {
    if (activeStreams >= maxStreams) return true;
  }
  return false;
}

/** The time that one call has waited for a free stream, and whose limit it waited for. */
export class StreamWait {
  private waitedMs: number;
  /** Infinity while the call does not wait. */
  private sinceMs: number;
  private transport: ClientTransport | undefined;

  constructor() {
    this.waitedMs = 0;
    this.sinceMs = Infinity;
    this.transport = undefined;
  }

  /** The call waits, if it does not already. */
  begin(nowMs: number): void {
    if (nowMs < this.sinceMs) this.sinceMs = nowMs;
  }

  /** The call has received a stream. */
  end(transport: ClientTransport, nowMs: number): void {
    if (nowMs > this.sinceMs) this.waitedMs += nowMs - this.sinceMs;
    this.sinceMs = Infinity;
    this.transport = transport;
  }

  /** `490 ms passed waiting for a free stream (SETTINGS_MAX_CONCURRENT_STREAMS of 10.0.0.1:50051 is 100)`. */
  describe(): string {
    return `${Math.round(this.waitedMs)} ms passed ${this.describeLimit()}`;
  }

  /** The same without the time. */
  describeLimit(): string {
    const { transport } = this;
    if (transport === undefined) return WAITING;
    return `${WAITING} (SETTINGS_MAX_CONCURRENT_STREAMS of ${transport.peer} is ${transport.maxStreams})`;
  }
}

/**
 * Describes what a call waits for while the channel is READY. This is the check of a connection that
 * was idle for long, or a limit: `200 of 200 streams in use on 2 connections
 * (SETTINGS_MAX_CONCURRENT_STREAMS of 10.0.0.1:50051)`.
 *
 * @param target named when no connection is at its limit any more
 */
export function describeStreams(transports: Iterable<ClientTransport>, target: string): string {
  const peers = new Set<string>();
  let used = 0;
  let allowed = 0;
  let connections = 0;
  for (const { activeStreams, maxStreams, peer, isProving } of transports) {
    if (isProving === true) {
      return `waiting for the response to a PING: the connection to ${peer} was idle for long`;
    }
    if (activeStreams < maxStreams) continue;
    peers.add(peer);
    used += activeStreams;
    allowed += maxStreams;
    connections++;
  }
  if (connections === 0) return `${WAITING}: the connections to ${target} take none at this moment`;
  const named = [...peers].slice(0, MAX_NAMED_PEERS);
  if (peers.size > named.length) named.push(`${peers.size - named.length} more`);
  const count = connections === 1 ? "1 connection" : `${connections} connections`;
  return `${WAITING}: ${used} of ${allowed} streams in use on ${count} (SETTINGS_MAX_CONCURRENT_STREAMS of ${named.join(", ")})`;
}
