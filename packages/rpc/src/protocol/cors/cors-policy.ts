/** Which scripts of other origins may call a server from a browser (CORS, in the Fetch standard). */
export interface CorsOptions {
  /**
   * The origins, such as `"https://shop.example"`, exactly as a browser sends them; a function that is
   * called once for each request with an origin, and permits it by returning true; or `"*"` for any. An
   * error that the function throws denies the permission, and goes to the server's `onError`. Default `"*"`.
   */
  readonly origins?: "*" | readonly string[] | ((origin: string) => boolean) | undefined;
  /** Names of metadata that callers may send, such as `["authorization"]`. Default: none. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /**
   * Names of further response headers that scripts may read, such as those that a proxy adds. Metadata
   * of responses may be read without being named. Default: none.
   */
  readonly exposedHeaders?: readonly string[] | undefined;
  /**
   * Whether browsers send cookies and client certificates along. Not together with the origins `"*"`.
   * Default false.
   */
  readonly allowCredentials?: boolean | undefined;
  /** For how long a browser may remember its permission, in seconds. Default 7,200, which is Chrome's most. */
  readonly maxAgeSeconds?: number | undefined;
}

/** The needs of a protocol when a browser's script calls a server of another origin. */
export interface CrossOriginNeeds {
  /** The HTTP methods of its requests. */
  readonly methods: readonly string[];
  /** The header fields that its clients send, in lower case. */
  readonly requestHeaders: readonly string[];
  /** The header fields that its clients read, in lower case. */
  readonly responseHeaders: readonly string[];
}

const DEFAULT_MAX_AGE_SECONDS = 7200;

/** Header fields that scripts may read anyway (Fetch, CORS-safelisted response-header name). */
const safelisted: ReadonlySet<string> = /*@__PURE__*/ new Set([
  "cache-control",
  "content-language",
  "content-length",
  "content-type",
  "expires",
  "last-modified",
  "pragma",
]);

/** A server's decision about the origin of one request. */
export interface OriginDecision {
  /** Whether scripts of the origin may call the server. */
  readonly isAllowed: boolean;
  /** The fields of every response to the request. */
  readonly fields: readonly string[];
}

/** The fields that let a browser's scripts call a server. */
export class CorsPolicy {
  private readonly options: CorsOptions;
  private readonly isAnyOrigin: boolean;
  /** The further fields of the response to a preflight request of an origin that is allowed. */
  readonly preflightFields: readonly string[];
  private readonly exposed: readonly string[];

  /** @param needs of the protocols that the server speaks */
  constructor(options: CorsOptions, needs: readonly CrossOriginNeeds[]) {
    this.options = options;
    this.isAnyOrigin = options.origins === undefined || options.origins === "*";
    const methods = needs.flatMap((one) => one.methods);
    const headers = needs
      .flatMap((one) => one.requestHeaders)
      .concat(inLowerCase(options.allowedHeaders));
    const exposed = needs.flatMap((one) => one.responseHeaders);
    this.exposed = [...new Set(exposed.concat(inLowerCase(options.exposedHeaders)))];
    this.preflightFields = [
      "access-control-allow-methods",
      [...new Set(methods)].join(", "),
      "access-control-allow-headers",
      [...new Set(headers)].join(", "),
      "access-control-max-age",
      String(options.maxAgeSeconds ?? DEFAULT_MAX_AGE_SECONDS),
    ];
  }

  /** The decision for an origin that may not call the server. */
  get denial(): OriginDecision {
    return { isAllowed: false, fields: this.isAnyOrigin ? [] : ["vary", "origin"] };
  }

  /** Decides about the origin of a request. Throws what the option's function throws. */
  decide(origin: string): OriginDecision {
    const { denial } = this;
    if (!this.allows(origin)) return denial;
    const fields = [
      ...denial.fields,
      "access-control-allow-origin",
      this.isAnyOrigin ? "*" : origin,
    ];
    if (this.options.allowCredentials === true) {
      fields.push("access-control-allow-credentials", "true");
    }
    return { isAllowed: true, fields };
  }

  private allows(origin: string): boolean {
    const { origins } = this.options;
    if (typeof origins === "function") return origins(origin) === true;
    return this.isAnyOrigin || origins?.includes(origin) === true;
  }

  /**
   * The value of access-control-expose-headers of a response: its own fields, which scripts may not read
   * otherwise, and those that protocols need.
   */
  exposedNames(fields: readonly string[]): string {
    const names = new Set(this.exposed);
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i] as string;
      if (!name.startsWith(":") && !safelisted.has(name)) names.add(name);
    }
    return [...names].join(", ");
  }
}

function inLowerCase(names: readonly string[] = []): string[] {
  return names.map((name) => name.toLowerCase());
}
