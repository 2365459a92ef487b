// The fields that tell the upstream which client a request is of: x-forwarded-for, -proto, and -host, as Envoy has them.
import type { CallHost, ReceivedFields } from "@tramline/rpc";

const FOR = "x-forwarded-for";
const PROTO = "x-forwarded-proto";
const HOST = "x-forwarded-host";

/**
 * The fields of a request as they are forwarded. Shared by all requests of a connection with the same fields.
 *
 * The address of the caller is appended to x-forwarded-for. x-forwarded-proto and x-forwarded-host are those of the
 * request, and only with trusted proxies in front the ones that these have set.
 */
export class ForwardedFields implements ReceivedFields {
  memo: unknown;
  readonly malformed: string | undefined;
  readonly status: number;
  /** The address of the client, or of the nearest proxy that is not trusted; set by {@link begin}. */
  client: string;
  /** As they came, until the connection that they came on is known. */
  fields: readonly string[];
  private readonly trustedHops: number;
  private hasBegun: boolean;

  /** @param trustedHops how many proxies in front are trusted */
  constructor(section: ReceivedFields, trustedHops: number) {
    this.memo = undefined;
    this.malformed = section.malformed;
    this.status = section.status;
    this.client = "";
    this.fields = section.fields;
    this.trustedHops = trustedHops;
    this.hasBegun = false;
  }

  /** Makes the fields those to forward, once. To be called before a call of the request begins. */
  begin({ peer, authInfo }: CallHost): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    const kept: string[] = [];
    const addresses: string[] = [];
    let proto: string | undefined;
    let host: string | undefined;
    let authority: string | undefined;
    const { fields, trustedHops } = this;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      const value = fields[i + 1] as string;
      if (name === FOR) addresses.push(...listed(value));
      else if (name === PROTO) proto ??= value;
      else if (name === HOST) host ??= value;
      else {
        if (name === ":authority") authority = value;
        kept.push(name, value);
      }
    }
    this.client = (trustedHops > 0 ? addresses.at(-trustedHops) : undefined) ?? peer;
    const address = addressOf(peer);
    if (address !== undefined) addresses.push(address);
    if (trustedHops === 0 || proto === undefined) proto = authInfo === undefined ? "http" : "https";
    if (trustedHops === 0 || host === undefined) host = authority;
    if (addresses.length > 0) kept.push(FOR, addresses.join(", "));
    kept.push(PROTO, proto);
    if (host !== undefined) kept.push(HOST, host);
    this.fields = kept;
  }
}

function listed(value: string): string[] {
  return value
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** Returns the address of a peer without its port; undefined for a Unix socket, which has none. */
function addressOf(peer: string): string | undefined {
  return /^\[?([^\]]+?)\]?:\d+$/.exec(peer)?.[1];
}
