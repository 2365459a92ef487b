// The parts of a connection that need timers, where its options ask for them.

import { Defaults } from "../defaults.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { Keepalive, type KeepaliveLink } from "./keepalive.ts";
import { ConnectionTimeouts, defaultTimeouts, type TimedConnection } from "./timeouts.ts";

const filledTimeouts = new Defaults(defaultTimeouts);

/** Makes the check by PING of a connection; undefined without one. */
export function keepaliveOf(
  { keepalive, timers, now }: ConnectionOptions,
  link: KeepaliveLink,
): Keepalive | undefined {
  if (keepalive === undefined || timers === undefined) return undefined;
  return new Keepalive(link, keepalive, now, timers);
}

/** Makes the timeouts of a connection; undefined without any. */
export function timeoutsOf(
  { timeouts, timers, now, random }: ConnectionOptions,
  connection: TimedConnection,
): ConnectionTimeouts | undefined {
  if (timeouts === undefined || timers === undefined) return undefined;
  return new ConnectionTimeouts({
    settings: filledTimeouts.fill(timeouts),
    connection,
    timers,
    now,
    random: random ?? Math.random,
  });
}
