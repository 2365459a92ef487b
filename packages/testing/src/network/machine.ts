/** A host as the network knows it: on or off, whatever runs there. */
export interface Machine {
  readonly name: string;
  /** An IPv4 address. */
  readonly address: string;
  /** Without power nothing is received, and nobody says so. */
  readonly isOn: boolean;
}
