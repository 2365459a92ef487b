import { addChannelz } from "./channelz/channelz.ts";
import { addHealth, type ServerHealth } from "./health/health.ts";
import { addReflection } from "./reflection/reflection.ts";
import type { ServiceHost } from "./service-host.ts";

/**
 * Adds what operators and their tools want of a server: health, reflection, and channelz. What the latter
 * two tell is not for strangers: leave them out of a server that those reach, or add this to one on a port
 * of its own.
 *
 * ```ts
 * const health = addAdmin(server);
 * ```
 *
 * @returns the server's health, as `addHealth` does
 */
export function addAdmin(server: ServiceHost): ServerHealth {
  addReflection(server);
  addChannelz(server);
  return addHealth(server);
}
