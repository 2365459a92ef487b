import { BlockList, isIP } from "node:net";

const CIDR = /^(.+)\/(\d{1,3})$/;
/** `name`, `name:port`, `[v6]`, `[v6]:port`, or a bare IPv6 address. */
const ENTRY = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

interface NameRule {
  /** In lower case, without a dot in front. */
  readonly name: string;
  /** Undefined for every port. */
  readonly port: number | undefined;
  /** `.example.com` and `*.example.com` leave out the name itself. */
  readonly onlyBelow: boolean;
}

interface AddressRule {
  readonly address: string;
  readonly port: number;
}

/**
 * The hosts that are reached without a proxy, as `no_proxy` lists them: names with all names below
 * them, IP addresses, CIDR ranges, each of the first two with a port where one is given, and `*` for
 * every host. Entries are separated by commas or white space; one that is malformed matches nothing.
 */
export class NoProxyList {
  private readonly everything: boolean;
  private readonly names: readonly NameRule[];
  private readonly ranges: BlockList;
  private readonly addresses: readonly AddressRule[];

  constructor(text: string) {
    const names: NameRule[] = [];
    const addresses: AddressRule[] = [];
    const ranges = new BlockList();
    let everything = false;
    for (const entry of text.toLowerCase().split(/[\s,]+/)) {
      if (entry === "") continue;
      if (entry === "*") everything = true;
      else if (!addRange(ranges, entry)) addHost(entry, names, addresses, ranges);
    }
    this.everything = everything;
    this.names = names;
    this.ranges = ranges;
    this.addresses = addresses;
  }

  /** @param host a name or an IP address literal without brackets */
  matches(host: string, port: number): boolean {
    if (this.everything) return true;
    const plain = normalize(host);
    const family = isIP(plain);
    if (family !== 0) {
      return (
        this.ranges.check(plain, family === 4 ? "ipv4" : "ipv6") ||
        this.addresses.some((rule) => rule.port === port && isSameAddress(rule.address, plain))
      );
    }
    return this.names.some((rule) => {
      if (rule.port !== undefined && rule.port !== port) return false;
      return (plain === rule.name && !rule.onlyBelow) || plain.endsWith(`.${rule.name}`);
    });
  }
}

/** Whether a host is this machine's: `localhost`, names below it, and loopback addresses. */
export function isLoopback(host: string): boolean {
  loopback ??= new NoProxyList("localhost 127.0.0.0/8 ::1/128");
  return loopback.matches(host, 0);
}

/** Made when it is needed, which is never where nothing names a proxy. */
let loopback: NoProxyList | undefined;

/** In lower case, without the root's dot and without an IPv6 zone. */
function normalize(host: string): string {
  return host.toLowerCase().replace(/\.$/, "").replace(/%.*$/, "");
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [, address = "", bits = ""] = CIDR.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return false;
  ranges.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return true;
}

function addHost(
  entry: string,
  names: NameRule[],
  addresses: AddressRule[],
  ranges: BlockList,
): void {
  const bare = isIP(entry);
  if (bare !== 0) {
    ranges.addAddress(entry, bare === 4 ? "ipv4" : "ipv6");
    return;
  }
  const [, bracketed, plain, portText] = ENTRY.exec(entry) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return;
  const port = portText === undefined ? undefined : Number(portText);
  const family = isIP(host);
  if (family === 0) {
    const name = normalize(host).replace(/^\*?\./, "");
    if (name !== "") names.push({ name, port, onlyBelow: /^\*?\./.test(host) });
  } else if (port === undefined) {
    ranges.addAddress(host, family === 4 ? "ipv4" : "ipv6");
  } else {
    addresses.push({ address: host, port });
  }
}

function isSameAddress(one: string, other: string): boolean {
  const family = isIP(one);
  if (family !== isIP(other)) return false;
  const list = new BlockList();
  list.addAddress(one, family === 4 ? "ipv4" : "ipv6");
  return list.check(other, family === 4 ? "ipv4" : "ipv6");
}
