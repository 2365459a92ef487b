import type { ChannelKeepaliveOptions, ServerKeepaliveOptions } from "./keepalive-options.ts";

/**
 * The name of a set of keepalive values, for a proxy or load balancer between client and server:
 *
 * - `"aws-alb"`: an Application Load Balancer, which closes a connection that carries nothing for 60 s.
 * - `"gke"`: Google Cloud's load balancers and connection tracking, which forget a TCP connection that
 *   carries nothing for 10 minutes.
 * - `"envoy"`: an Envoy sidecar or gateway, which responds to PINGs itself and may send its own every
 *   30 s (`connection_keepalive`).
 */
export type KeepalivePreset = "aws-alb" | "gke" | "envoy";

/** Values of both sides that fit each other and the thing between them. */
interface KeepalivePair {
  readonly channel: ChannelKeepaliveOptions;
  readonly server: ServerKeepaliveOptions;
}

/** The values of each preset. */
export const KEEPALIVE_PRESETS: Readonly<Record<KeepalivePreset, KeepalivePair>> = {
  "aws-alb": {
    channel: { timeMs: 30_000, timeoutMs: 10_000, withoutCalls: false },
    server: { timeMs: 30_000, timeoutMs: 10_000, minTimeMs: 20_000, permitWithoutCalls: true },
  },
  gke: {
    channel: { timeMs: 240_000, timeoutMs: 20_000, withoutCalls: true },
    server: { timeMs: 240_000, timeoutMs: 20_000, minTimeMs: 120_000, permitWithoutCalls: true },
  },
  envoy: {
    channel: { timeMs: 60_000, timeoutMs: 20_000, withoutCalls: false },
    server: { timeMs: 60_000, timeoutMs: 20_000, minTimeMs: 10_000, permitWithoutCalls: true },
  },
};
