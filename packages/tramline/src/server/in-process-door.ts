import type { ConnectionHost, ServedConnection } from "./served-connection.ts";

/** Where connections within the process enter a server. */
export interface InProcessDoor {
  readonly host: ConnectionHost;
  /** @throws UnreachableError when the server has been closed */
  enter(connection: ServedConnection): void;
}

/** The doors of all servers: no part of what a Server shows. */
export const inProcessDoors: WeakMap<object, InProcessDoor> = new WeakMap();
