/**
 * A TCP endpoint. `host` is an IP address literal (no brackets): names were resolved before. It is a
 * name only where an HTTP proxy is to resolve it.
 */
export interface TcpAddress {
  /** Tells it from a Unix socket. */
  readonly kind: "tcp";
  /** An IP address literal without brackets, such as `::1`. */
  readonly host: string;
  /** The port number, from 1 to 65,535. */
  readonly port: number;
}

/** A Unix domain socket. A `path` that begins with NUL is in Linux's abstract namespace. */
export interface UnixAddress {
  /** Tells it from a TCP endpoint. */
  readonly kind: "unix";
  /** The socket's path in the file system, or an abstract name after NUL. */
  readonly path: string;
}

/** Where one backend listens: what a resolver yields and a subchannel connects to. */
export type Address = TcpAddress | UnixAddress;

/**
 * The address as text, for messages and as identity (two addresses are the same backend exactly
 * if their text is equal): `127.0.0.1:50051`, `[::1]:50051`, `unix:/run/orders.sock`,
 * `unix-abstract:orders`.
 */
export function formatAddress(address: Address): string {
  if (address.kind === "unix") {
    return address.path.startsWith("\0")
      ? `unix-abstract:${address.path.slice(1)}`
      : `unix:${address.path}`;
  }
  return address.host.includes(":")
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
}

/** The list without later duplicates, in its order. */
export function uniqueAddresses(addresses: readonly Address[]): Address[] {
  const byText = new Map<string, Address>();
  for (const address of addresses) {
    const text = formatAddress(address);
    if (!byText.has(text)) byText.set(text, address);
  }
  return [...byText.values()];
}
