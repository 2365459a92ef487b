import type { DriverShared } from "./driver-shared.ts";

/** The treatment of a socket by its driver. */
export interface DriverOptions {
  /** Where the peer's connections leave what they owe. */
  readonly shared?: DriverShared | undefined;
  /**
   * Closes the socket once the last byte is written, without waiting for the peer's end. For clients: what
   * a server still sends is of no use to them. A server that did so would lose the end of a response, if
   * its client had sent more in the meantime (TCP resets the connection then). Default false.
   */
  readonly leavesFirst?: boolean;
  /** How long a write may stand still, in milliseconds. Default Infinity. */
  readonly writeTimeoutMs?: number;
}
