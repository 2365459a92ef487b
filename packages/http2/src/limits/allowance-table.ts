import { defaultLimits, type Limits } from "../limits.ts";
import { Allowance } from "./allowance.ts";

/** The default for how many addresses are remembered. */
const DEFAULT_MAX_ADDRESSES = 10_000;

/** How an {@link AllowanceTable} is made. */
export interface AllowanceTableOptions {
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<Limits>;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Addresses remembered at one time; the one that connected longest ago is forgotten. Default 10,000. */
  readonly maxAddresses?: number;
  /** Whether an address is kept no account of, such as a proxy that many clients connect through. */
  readonly isTrusted?: (address: string) => boolean;
}

/**
 * The allowances of a server's remote addresses, kept across their connections: a client that was cut
 * off and reconnects goes on where it was. Each refills with time. IPv6 addresses count by their /64
 * network, which one host usually has to itself; all clients of a Unix socket count as one.
 */
export class AllowanceTable {
  private readonly limits: Limits;
  private readonly now: () => number;
  private readonly maxAddresses: number;
  private readonly isTrusted: ((address: string) => boolean) | undefined;
  private readonly allowances: Map<string, Allowance>;

  constructor(options: AllowanceTableOptions) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.now = options.now;
    this.maxAddresses = options.maxAddresses ?? DEFAULT_MAX_ADDRESSES;
    this.isTrusted = options.isTrusted;
    this.allowances = new Map();
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.allowances.size;
  }

  /**
   * Returns the allowance for a new connection. Undefined for a trusted address: its connections have
   * an allowance each.
   *
   * @param address `Socket.remoteAddress`; undefined for a Unix socket
   */
  of(address: string | undefined): Allowance | undefined {
    if (address !== undefined && this.isTrusted?.(address) === true) return undefined;
    const key = networkOf(address);
    let allowance = this.allowances.get(key);
    // A Map keeps the order of insertion: the address that connected last goes to its end.
    if (allowance === undefined) {
      allowance = new Allowance(this.limits, this.now());
      if (this.allowances.size >= this.maxAddresses) this.forgetOldest();
    } else {
      this.allowances.delete(key);
    }
    this.allowances.set(key, allowance);
    return allowance;
  }

  private forgetOldest(): void {
    const oldest = this.allowances.keys().next();
    if (oldest.done !== true) this.allowances.delete(oldest.value);
  }
}

const MAPPED_PREFIX = "::ffff:";

/** The key of an address: IPv4 as it is, also where it is mapped into IPv6; IPv6 by its /64 network. */
function networkOf(address: string | undefined): string {
  if (address === undefined) return "unix";
  if (address.startsWith(MAPPED_PREFIX) && address.includes(".")) {
    return address.slice(MAPPED_PREFIX.length);
  }
  if (!address.includes(":")) return address;
  const [withoutZone = ""] = address.split("%");
  const [head = "", tail] = withoutZone.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const rest = tail === "" ? [] : tail.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
