import type { MessageInit } from "@tramline/protobuf";
import type {
  CallCounts,
  ChannelInspection,
  ListenerInspection,
  ServerInspection,
  SocketEnd,
  SocketInspection,
  SubchannelInspection,
} from "tramline";
import type {
  Address,
  Channel,
  ChannelConnectivityState_State,
  Server,
  Socket,
  SocketRef,
  Subchannel,
} from "../gen/grpc/channelz/v1/channelz.ts";
import { addressBytes } from "./address-bytes.ts";

/** The states of a channel by their names in the contract. */
const STATES: Readonly<Record<string, ChannelConnectivityState_State>> = {
  IDLE: 1,
  CONNECTING: 2,
  READY: 3,
  TRANSIENT_FAILURE: 4,
  SHUTDOWN: 5,
};

export function channelMessage(channel: ChannelInspection): MessageInit<Channel> {
  const { id, target, state, calls, subchannels } = channel;
  return {
    ref: { channelId: BigInt(id), name: target },
    data: { state: stateMessage(state), target, ...countFields(calls) },
    subchannelRef: subchannels.map((one) => ({ subchannelId: BigInt(one.id), name: one.name })),
  };
}

export function subchannelMessage(subchannel: SubchannelInspection): MessageInit<Subchannel> {
  const { id, name, state, calls, sockets } = subchannel;
  return {
    ref: { subchannelId: BigInt(id), name },
    data: { state: stateMessage(state), target: name, ...countFields(calls) },
    socketRef: sockets.map(socketRef),
  };
}

export function serverMessage(server: ServerInspection): MessageInit<Server> {
  const { id, calls, listeners } = server;
  return {
    ref: { serverId: BigInt(id), name: listeners.map(({ name }) => name).join(", ") },
    data: countFields(calls),
    listenSocket: listeners.map(socketRef),
  };
}

/** A connection, or a socket that is listened on. */
export function socketMessage(socket: SocketInspection | ListenerInspection): MessageInit<Socket> {
  const ref = socketRef(socket);
  const local = addressMessage(socket.local);
  if (!("streams" in socket)) return { ref, ...(local && { local }) };
  const { remote, security, streams, keepalivesSent } = socket;
  const remoteAddress = addressMessage(remote);
  return {
    ref,
    data: {
      streamsStarted: BigInt(streams.started),
      streamsSucceeded: BigInt(streams.succeeded),
      streamsFailed: BigInt(streams.failed),
      keepAlivesSent: BigInt(keepalivesSent),
    },
    ...(local && { local }),
    ...(remoteAddress && { remote: remoteAddress }),
    ...(security && {
      security: {
        model: {
          case: "tls",
          value: {
            cipherSuite: { case: "standardName", value: security.cipher },
            localCertificate: security.localCertificate ?? new Uint8Array(0),
            remoteCertificate: security.remoteCertificate ?? new Uint8Array(0),
          },
        },
      },
    }),
  };
}

export function socketRef({
  id,
  name,
}: {
  readonly id: number;
  readonly name: string;
}): MessageInit<SocketRef> {
  return { socketId: BigInt(id), name };
}

function stateMessage(state: string): { readonly state: ChannelConnectivityState_State } {
  return { state: STATES[state] ?? 0 };
}

function countFields({ started, succeeded, failed }: CallCounts) {
  return {
    callsStarted: BigInt(started),
    callsSucceeded: BigInt(succeeded),
    callsFailed: BigInt(failed),
  };
}

function addressMessage(end: SocketEnd | undefined): MessageInit<Address> | undefined {
  if (end === undefined) return undefined;
  const { host, port, path } = end;
  if (host === undefined) {
    return { address: { case: "udsAddress", value: { filename: path } } };
  }
  const ipAddress = addressBytes(host);
  return { address: { case: "tcpipAddress", value: { ipAddress, port } } };
}
