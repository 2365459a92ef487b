import type { Socket } from "node:net";
import { connect, ErrorCode, errorCodeName } from "@tramline/http2";
import { withoutStack } from "@tramline/rpc";
import type { ConnectorSettings } from "../channel/channel-options.ts";
import { PingInterval } from "../keepalive/ping-interval.ts";
import { frameLog } from "../observe/debug-topics.ts";
import { openTunnel, ProxyError } from "../proxy/http-connect.ts";
import type { ProxyAddress } from "../proxy/proxy-address.ts";
import { type Address, formatAddress } from "../subchannel/address.ts";
import type { Connector, TransportListener } from "../subchannel/client-transport.ts";
import { systemClock } from "../subchannel/clock.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import { connectReason } from "./connect-reason.ts";
import { Http2Transport } from "./http2-transport.ts";
import { TlsHandshake } from "./tls-handshake.ts";

/** Makes connections over our HTTP/2, in cleartext or TLS, for one channel. */
export function createConnector(settings: ConnectorSettings): Connector {
  const pings = new PingInterval(settings.keepalive);
  return (address, signal, listener) => open(address, settings, pings, signal, listener);
}

async function open(
  address: Address,
  settings: ConnectorSettings,
  pings: PingInterval,
  signal: AbortSignal,
  listener: TransportListener,
): Promise<Http2Transport> {
  const { tls } = settings;
  const peer = formatAddress(address);
  let proxy: ProxyAddress | undefined;
  let tunnel: Socket | undefined;
  let isOver = false;
  let transport: Http2Transport | undefined;
  const end = (
    reason: string,
    kind: "goaway" | "error" | "closed",
    cause?: Error,
    goaway?: string,
  ) => {
    if (isOver) return;
    isOver = true;
    listener.onClosed(
      withoutStack(() => new UnreachableError(peer, reason, cause)),
      kind,
      goaway,
    );
  };
  let handshake: TlsHandshake | undefined;
  try {
    if (tls !== undefined) handshake = new TlsHandshake(tls, await tls.certificates.fresh(), peer);
    if (address.kind === "tcp") proxy = settings.proxy?.proxyFor(address.host, address.port);
    if (proxy !== undefined) {
      listener.onWaitingFor(`the proxy ${proxy.name}`);
      tunnel = await openTunnel(proxy, peer, signal);
      listener.onWaitingFor(undefined);
    }
    const { connection, socket } = await connect({
      address:
        address.kind === "tcp"
          ? { host: address.host, port: address.port }
          : { path: address.path },
      ...(tunnel && { tunnel }),
      ...handshake?.options(),
      signal,
      keepalive: pings.current,
      onFrame: frameLog("client", () => peer),
      listener: {
        onGoaway: (_last, code, debug) => {
          pings.onGoaway(code, debug);
          const name = errorCodeName(code);
          const text = `the server sent GOAWAY ${name}${debug === "" ? "" : ` (${debug})`}`;
          // A server that closes down in order says NO_ERROR; streams under way go on.
          end(text, code === ErrorCode.NO_ERROR ? "goaway" : "error", undefined, name);
        },
        onCapacity: () => listener.onCapacity(),
        onIdle: () => transport?.setIdle(true),
        onClosed: (error) => {
          const text = error === undefined ? "" : `: ${error.message}`;
          end(`the connection ended${text}`, error === undefined ? "closed" : "error", error);
        },
      },
    });
    handshake?.connected(socket);
    transport = new Http2Transport({
      connection,
      socket,
      peer,
      // Its PINGs count as those of the keepalive do.
      idleCheckAfterMs: settings.idleCheckAfterMs * pings.factor,
      clock: systemClock,
      onTrusted: () => listener.onCapacity(),
    });
    if (connection.openStreams === 0) transport.setIdle(true);
    return transport;
  } catch (cause) {
    tunnel?.destroy();
    // Given up: the reason is that of whoever did so.
    if (signal.aborted) throw cause;
    handshake?.failed();
    const reason =
      cause instanceof ProxyError ? cause.message : connectReason(cause, handshake?.facts);
    const via =
      proxy === undefined || cause instanceof ProxyError ? "" : `, by the proxy ${proxy.name}`;
    throw new UnreachableError(peer, `${reason}${via}`, cause);
  }
}
