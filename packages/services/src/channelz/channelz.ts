import { StatusError } from "@tramline/rpc";
import { inspectChannels, inspectServers, type SocketInspection } from "tramline";
import { Channelz } from "../gen/grpc/channelz/v1/channelz.ts";
import type { ServiceHost } from "../service-host.ts";
import {
  channelMessage,
  serverMessage,
  socketMessage,
  socketRef,
  subchannelMessage,
} from "./channelz-messages.ts";

/** How many results a request is given that names no number, and at most. */
const MAX_RESULTS = 100;

/**
 * Adds channelz (gRFC A14) to a server: it tells of all channels and servers of this process, their
 * subchannels, connections, and counts of calls. Counts of a channel are of its attempts; messages are not
 * counted. What it tells is for operators: offer it where only they can reach it.
 *
 * ```ts
 * addChannelz(server);
 * ```
 */
export function addChannelz(server: ServiceHost): void {
  server.add(Channelz, {
    getTopChannels({ startChannelId, maxResults }) {
      const { page, end } = pageOf(inspectChannels(), startChannelId, maxResults);
      return { channel: page.map(channelMessage), end };
    },
    getChannel({ channelId }) {
      return { channel: channelMessage(find(inspectChannels(), channelId, "channel")) };
    },
    getSubchannel({ subchannelId }) {
      const all = inspectChannels().flatMap(({ subchannels }) => subchannels);
      return { subchannel: subchannelMessage(find(all, subchannelId, "subchannel")) };
    },
    getServers({ startServerId, maxResults }) {
      const { page, end } = pageOf(inspectServers(), startServerId, maxResults);
      return { server: page.map(serverMessage), end };
    },
    getServer({ serverId }) {
      return { server: serverMessage(find(inspectServers(), serverId, "server")) };
    },
    getServerSockets({ serverId, startSocketId, maxResults }) {
      const { sockets } = find(inspectServers(), serverId, "server");
      const { page, end } = pageOf(sockets, startSocketId, maxResults);
      return { socketRef: page.map(socketRef), end };
    },
    getSocket({ socketId }) {
      return { socket: socketMessage(find(allSockets(), socketId, "socket")) };
    },
  });
}

/** Connections of channels and servers, and sockets that are listened on. */
function allSockets(): Parameters<typeof socketMessage>[0][] {
  const ofChannels = inspectChannels().flatMap(({ subchannels }) =>
    subchannels.flatMap(({ sockets }): readonly SocketInspection[] => sockets),
  );
  const ofServers = inspectServers().flatMap(({ listeners, sockets }) => [
    ...listeners,
    ...sockets,
  ]);
  return [...ofChannels, ...ofServers];
}

interface Identified {
  readonly id: number;
}

/** The results from an id on, as many as wanted, in the order of their ids. */
function pageOf<T extends Identified>(
  all: readonly T[],
  start: bigint,
  wanted: bigint,
): { readonly page: T[]; readonly end: boolean } {
  const count = wanted > 0n && wanted < BigInt(MAX_RESULTS) ? Number(wanted) : MAX_RESULTS;
  const from = all.filter(({ id }) => BigInt(id) >= start).sort((a, b) => a.id - b.id);
  return { page: from.slice(0, count), end: from.length <= count };
}

function find<T extends Identified>(all: readonly T[], wanted: bigint, kind: string): T {
  const found = all.find(({ id }) => BigInt(id) === wanted);
  if (found === undefined) throw new StatusError("NOT_FOUND", `${kind} ${wanted} not found`);
  return found;
}
