import type { ConnectivityState } from "../subchannel/connectivity-state.ts";

/** How many calls, or streams, have begun and how they went. Those that are under way are the rest. */
export interface CallCounts {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** An end of a connection. Undefined where the socket does not say, such as after it was closed. */
export interface SocketEnd {
  /** A textual IP address; undefined for a Unix socket. */
  readonly host: string | undefined;
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
  readonly remoteCertificate: Uint8Array | undefined;
}

/** One connection at this moment. */
export interface SocketInspection {
  readonly id: number;
  readonly name: string;
  readonly local: SocketEnd | undefined;
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
  readonly id: number;
  /** Its address, such as `127.0.0.1:50051`. */
  readonly name: string;
  readonly state: ConnectivityState;
  /** Attempts that were sent to it. */
  readonly calls: CallCounts;
  readonly sockets: readonly SocketInspection[];
}

/** One channel at this moment. */
export interface ChannelInspection {
  readonly id: number;
  /** The target with its scheme. */
  readonly target: string;
  readonly state: ConnectivityState;
  /** Its attempts: a call that is retried counts more than once. */
  readonly calls: CallCounts;
  readonly subchannels: readonly SubchannelInspection[];
}

/** An address that a server listens on. */
export interface ListenerInspection {
  readonly id: number;
  readonly name: string;
  readonly local: SocketEnd | undefined;
}

/** One server at this moment. */
export interface ServerInspection {
  readonly id: number;
  readonly calls: CallCounts;
  readonly listeners: readonly ListenerInspection[];
  readonly sockets: readonly SocketInspection[];
}
