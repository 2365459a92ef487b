import type * as tls from "node:tls";

/** Loads node:tls when it is needed: half a megabyte and some time, which cleartext does without. */
export function nodeTls(): typeof tls {
  return process.getBuiltinModule("node:tls");
}
