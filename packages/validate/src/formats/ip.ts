// IP addresses and prefixes as text: RFC 4291 (IPv6), dotted decimals (IPv4), zones by RFC 4007.

/** The version of IP that a text must be of; 0 is either. */
export type IpVersion = 0 | 4 | 6;

const octet = /^(?:0|[1-9][0-9]{0,2})$/;
const group = /^[0-9a-fA-F]{1,4}$/;
const length = /^(?:0|[1-9][0-9]{0,2})$/;
/** The longest text of an address, `ffff:` six times and a dotted IPv4. */
const longestAddress = 45;

/** True for an IP address. An IPv6 address may have a zone: `fe80::1%eth0`. */
export function isIp(text: string, version: IpVersion = 0): boolean {
  if (version !== 6 && parseIpv4(text) !== undefined) return true;
  if (version === 4) return false;
  const percent = text.indexOf("%");
  if (percent < 0) return parseIpv6(text) !== undefined;
  return percent < text.length - 1 && parseIpv6(text.slice(0, percent)) !== undefined;
}

/** Options of `isIpPrefix`. */
export interface IpPrefixOptions {
  readonly version: IpVersion;
  /** Whether all bits after the prefix must be zero. */
  readonly strict: boolean;
}

/** True for an IP address and the length of its prefix: `10.0.0.0/8`. There is no zone. */
export function isIpPrefix(text: string, { version, strict }: IpPrefixOptions): boolean {
  const slash = text.indexOf("/");
  if (slash < 0) return false;
  const digits = text.slice(slash + 1);
  if (!length.test(digits)) return false;
  const bits = Number(digits);
  const address = text.slice(0, slash);
  if (version !== 6) {
    const bytes = parseIpv4(address);
    if (bytes !== undefined && bits <= 32) return !strict || isZeroAfter(bytes, 8, bits);
  }
  if (version !== 4) {
    const groups = parseIpv6(address);
    if (groups !== undefined && bits <= 128) return !strict || isZeroAfter(groups, 16, bits);
  }
  return false;
}

/** The four bytes of an IPv4 address, or undefined for other text. */
function parseIpv4(text: string): number[] | undefined {
  if (text.length > 15) return undefined;
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    const value = octet.test(part) ? Number(part) : 256;
    if (value > 255) return undefined;
    bytes.push(value);
  }
  return bytes;
}

/** The eight groups of an IPv6 address without a zone, or undefined for other text. */
export function parseIpv6(text: string): number[] | undefined {
  if (text.length > longestAddress) return undefined;
  const gap = text.indexOf("::");
  if (gap < 0) {
    const groups = parseGroups(text);
    return groups?.length === 8 ? groups : undefined;
  }
  const before = text.slice(0, gap);
  const after = text.slice(gap + 2);
  const left = before === "" ? [] : parseHexGroups(before.split(":"));
  const right = after === "" ? [] : parseGroups(after);
  if (left === undefined || right === undefined || left.length + right.length > 7) return undefined;
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** Groups of which the last may be an IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  if (!last.includes(".")) return parseHexGroups(parts);
  const dotted = parseIpv4(last);
  const groups = parseHexGroups(parts.slice(0, -1));
  if (dotted === undefined || groups === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = dotted;
  return [...groups, (a << 8) | b, (c << 8) | d];
}

function parseHexGroups(parts: readonly string[]): number[] | undefined {
  const groups: number[] = [];
  for (const part of parts) {
    if (!group.test(part)) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  return groups;
}

/** True when all bits after the first `bits` are zero. */
function isZeroAfter(units: readonly number[], width: number, bits: number): boolean {
  return units.every((unit, index) => {
    const kept = Math.min(Math.max(bits - index * width, 0), width);
    return (unit & ((1 << (width - kept)) - 1)) === 0;
  });
}
