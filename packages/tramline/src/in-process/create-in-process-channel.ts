import { given } from "../argument-check.ts";
import { ClientChannel, type ClientChannelOptions } from "../client/create-channel.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { ResolverFactory } from "../resolver/resolver.ts";
import { staticTarget } from "../resolver/static-resolver.ts";
import { inProcessDoors } from "../server/in-process-door.ts";
import type { Server } from "../server/server.ts";
import type { Connector } from "../subchannel/client-transport.ts";
import { IN_PROCESS } from "./in-process-connection.ts";
import { InProcessTransport } from "./in-process-transport.ts";

/**
 * How calls on a channel to a server in the same process are made. All of it can be left out. The options
 * of a network are missing.
 */
export type InProcessChannelOptions = Omit<
  ClientChannelOptions,
  | "tls"
  | "callCredentials"
  | "keepalive"
  | "idleCheckAfterMs"
  | "proxy"
  | "maxConnectionsPerAddress"
  | "resolvers"
>;

const resolver: ResolverFactory = {
  scheme: IN_PROCESS,
  prepare: (target) => staticTarget("localhost", [{ kind: "unix", path: target.path }]),
};

/**
 * A channel to a server in the same process, without a socket: for tests, and for programs that serve
 * what they call. The server does not need to listen.
 *
 * Calls go through the whole of both sides: interceptors, codecs, compression, metadata, deadlines,
 * cancellation, retries, statuses, and limits on calls. Messages are encoded, so that neither side
 * sees the other's objects. A sender waits while 64 KiB have not been consumed. What guards a
 * connection against its peer (TLS, keepalive, HTTP/2's limits and timeouts) does not exist.
 *
 * ```ts
 * const server = createServer();
 * server.add(OrderService, { getOrder: ({ id }) => ({ id }) });
 * const channel = createInProcessChannel(server);
 * const orders = createClient(OrderService, channel);
 * ```
 *
 * @throws ConfigurationError for a value that is not a server, or an option that can never work
 */
export function createInProcessChannel(
  server: Server,
  options: InProcessChannelOptions = {},
): ClientChannel {
  const door = inProcessDoors.get(server);
  if (door === undefined) {
    throw new ConfigurationError(
      "SERVER_INVALID",
      `invalid parameter of createInProcessChannel: expected a server, as createServer() returns it, got ${given(server)}`,
    );
  }
  const connect: Connector = async (_address, _signal, listener) => {
    const transport = new InProcessTransport(door.host, listener);
    door.enter(transport.server);
    return transport;
  };
  return new ClientChannel(
    `${IN_PROCESS}:server`,
    { ...options, resolvers: [resolver] },
    { createConnector: () => connect, isInProcess: true },
  );
}
