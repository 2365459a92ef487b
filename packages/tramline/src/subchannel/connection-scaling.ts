/** How many connections one address may have while no limit is given. */
const DEFAULT_MAX_CONNECTIONS = 4;
/** The most that a service config may ask for while the channel has no limit of its own (gRFC A105). */
const MAX_CONFIGURED_CONNECTIONS = 10;

/**
 * How many connections the subchannels of a channel may have, each to its address (gRFC A105). The
 * resolver may bring another number at any time; connections that exist stay.
 */
export class ConnectionScaling {
  /** At least 1. */
  maxConnections: number;
  private readonly limit: number | undefined;

  /** @param limit the channel's own; undefined leaves the number to the service config */
  constructor(limit: number | undefined) {
    this.limit = limit;
    this.maxConnections = limit ?? DEFAULT_MAX_CONNECTIONS;
  }

  /** Takes what a service config says, `connectionScaling.maxConnectionsPerSubchannel`. */
  configure(maxConnectionsPerSubchannel: number | undefined): void {
    this.maxConnections =
      maxConnectionsPerSubchannel === undefined
        ? (this.limit ?? DEFAULT_MAX_CONNECTIONS)
        : Math.min(maxConnectionsPerSubchannel, this.limit ?? MAX_CONFIGURED_CONNECTIONS);
  }
}
