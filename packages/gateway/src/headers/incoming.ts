import type { ReceivedFields } from "@tramline/rpc";

/** Maps a header of a request to metadata; undefined: it is not passed on. */
export type IncomingHeader = (name: string) => string | readonly string[] | undefined;

const METADATA_PREFIX = "grpc-metadata-";
const PERMANENT_PREFIX = "grpcgateway-";

/** The permanent headers (IANA) that grpc-gateway passes on under a prefix. */
const PERMANENT: ReadonlySet<string> = new Set([
  "accept",
  "accept-charset",
  "accept-language",
  "accept-ranges",
  "authorization",
  "cache-control",
  "content-type",
  "cookie",
  "date",
  "expect",
  "from",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-schedule-tag-match",
  "if-unmodified-since",
  "max-forwards",
  "origin",
  "pragma",
  "referer",
  "user-agent",
  "via",
  "warning",
]);

/**
 * The names under which a handler finds a header: `grpc-metadata-x` as `x`, all others under their own
 * name, the permanent ones of HTTP also behind `grpcgateway-`, where handlers made for grpc-gateway look.
 */
export function defaultIncomingHeader(name: string): string | readonly string[] {
  if (name.startsWith(METADATA_PREFIX)) return name.slice(METADATA_PREFIX.length);
  return PERMANENT.has(name) ? [name, PERMANENT_PREFIX + name] : name;
}

/** The fields of a request as those of a call, made when they are read: few handlers do. */
export class CallFields implements ReceivedFields {
  memo: unknown;
  readonly malformed: string | undefined;
  readonly status: number;
  private readonly section: ReceivedFields;
  private readonly map: IncomingHeader;
  private mapped: readonly string[] | undefined;

  constructor(section: ReceivedFields, map: IncomingHeader) {
    this.memo = undefined;
    this.malformed = section.malformed;
    this.status = 0;
    this.section = section;
    this.map = map;
    this.mapped = undefined;
  }

  get fields(): readonly string[] {
    this.mapped ??= this.mapFields();
    return this.mapped;
  }

  private mapFields(): string[] {
    const { fields } = this.section;
    const mapped: string[] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      const value = fields[i + 1] as string;
      const names = name.startsWith(":") ? name : this.map(name);
      for (const one of typeof names === "string" ? [names] : (names ?? [])) {
        mapped.push(one, value);
      }
    }
    return mapped;
  }
}
