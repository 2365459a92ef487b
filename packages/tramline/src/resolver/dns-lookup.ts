import { lookup, Resolver } from "node:dns/promises";

/**
 * Finds the IP addresses of a name. Rejects if there are none.
 *
 * @param server name server to ask, as `IP` or `IP:port`; undefined for the system's own way, which
 * includes /etc/hosts
 * @param signal aborted when nobody wants the result any more
 */
export type DnsLookup = (
  host: string,
  server: string | undefined,
  signal: AbortSignal,
) => Promise<readonly string[]>;

/**
 * Finds the TXT records of a name, each as one text; none if there are none. Rejects when that cannot be
 * found out. Parameters as those of {@link DnsLookup}.
 */
export type DnsTextLookup = (
  name: string,
  server: string | undefined,
  signal: AbortSignal,
) => Promise<readonly string[]>;

/** The errors of a name without TXT records. */
const NO_RECORDS: ReadonlySet<unknown> = new Set(["ENODATA", "ENOTFOUND"]);

/** TXT queries to the server that is named, or to the system's. */
export const nodeDnsTextLookup: DnsTextLookup = async (name, server, signal) => {
  const resolver = new Resolver();
  if (server !== undefined) resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const records = await resolver.resolveTxt(name);
    return records.map((parts) => parts.join(""));
  } catch (error) {
    if (NO_RECORDS.has((error as NodeJS.ErrnoException).code)) return [];
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
};

/** The lookup of Node: getaddrinfo, or A and AAAA queries to the server that is named. */
export const nodeDnsLookup: DnsLookup = async (host, server, signal) => {
  if (server === undefined) {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  }
  const resolver = new Resolver();
  resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const [v6, v4] = await Promise.allSettled([resolver.resolve6(host), resolver.resolve4(host)]);
    const addresses = [
      ...(v6.status === "fulfilled" ? v6.value : []),
      ...(v4.status === "fulfilled" ? v4.value : []),
    ];
    if (addresses.length === 0 && v4.status === "rejected") throw v4.reason;
    return addresses;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
};
