import type { ConnectivityState } from "../subchannel/connectivity-state.ts";

/** How many calls, or streams, have begun and how they went. Those that are under way are the rest. */
export interface CallCounts {
  /** All that have begun since the object was made. */
  readonly started: number;
  /** Those that ended with OK. */
  readonly succeeded: number;
  /** Those that ended with another status. */
  readonly failed: number;
}

/** An end of a connection. Undefined where the socket does not say, such as after it was closed. */
export interface SocketEnd {
  /** A textual IP address; undefined for a Unix socket. */
  readonly host: string | undefined;
  /** The port number; 0 for a Unix socket. */
  readonly port: number;
  /** The path of a Unix socket; "" when it has none. */
  readonly path: string;
}

/** The TLS of a connection. */
export interface SocketSecurity {
  /** The cipher suite's name in the IANA registry, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** Our certificate in DER. */
  readonly localCertificate: Uint8Array | undefined;
  /** The peer's certificate in DER; undefined when it sent none. */
  readonly remoteCertificate: Uint8Array | undefined;
}

/** One connection at this moment. */
export interface SocketInspection {
  /** Unique among all channels, servers, subchannels, and sockets of the process. */
  readonly id: number;
  /** Both ends of the connection, as text. */
  readonly name: string;
  /** Our end. */
  readonly local: SocketEnd | undefined;
  /** The peer's end. */
  readonly remote: SocketEnd | undefined;
  /** Undefined in cleartext. */
  readonly security: SocketSecurity | undefined;
  /** Streams that were reset with an error, or cut off by the end of the connection, have failed. */
  readonly streams: CallCounts;
  /** PINGs that were sent to see whether the peer is still there. */
  readonly keepalivesSent: number;
}

/** One backend of a channel at this moment. */
export interface SubchannelInspection {
  /** Unique among all channels, servers, subchannels, and sockets of the process. */
  readonly id: number;
  /** Its address, such as `127.0.0.1:50051`. */
  readonly name: string;
  /** Its state for balancing: health checks and ejections are included. */
  readonly state: ConnectivityState;
  /** Attempts that were sent to it. */
  readonly calls: CallCounts;
  /** Its open connections, the oldest first. */
  readonly sockets: readonly SocketInspection[];
}

/** One channel at this moment. */
export interface ChannelInspection {
  /** Unique among all channels, servers, subchannels, and sockets of the process. */
  readonly id: number;
  /** The target with its scheme. */
  readonly target: string;
  /** The channel's state. */
  readonly state: ConnectivityState;
  /** Its attempts: a call that is retried counts more than once. */
  readonly calls: CallCounts;
  /** The backends that its balancer holds at this moment. */
  readonly subchannels: readonly SubchannelInspection[];
}

/** An address that a server listens on. */
export interface ListenerInspection {
  /** Unique among all channels, servers, subchannels, and sockets of the process. */
  readonly id: number;
  /** The address, as text. */
  readonly name: string;
  /** The address that it is bound to. */
  readonly local: SocketEnd | undefined;
}

/** One server at this moment. */
export interface ServerInspection {
  /** Unique among all channels, servers, subchannels, and sockets of the process. */
  readonly id: number;
  /** Calls that reached a method of the server, or none. */
  readonly calls: CallCounts;
  /** The addresses that it listens on. */
  readonly listeners: readonly ListenerInspection[];
  /** Its open connections. */
  readonly sockets: readonly SocketInspection[];
}
