import {
  type CallCredentials,
  type CallCredentialsContext,
  decodeBase64,
  StatusError,
  wallClockNowMs,
} from "@tramline/rpc";
import { checkOptions, given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { countOrZeroOption } from "../option-check.ts";
import { type Clock, systemClock } from "../subchannel/clock.ts";

/** A token, and how long it is valid. */
export interface FetchedToken {
  /** The bare token, without the word `Bearer`. */
  readonly token: string;
  /** When it expires, in milliseconds since 1970. Default: the `exp` of a JWT, else in five minutes. */
  readonly expiresAtMs?: number | undefined;
}

/** How tokens are fetched and kept. */
export interface TokenOptions {
  /**
   * Fetches a token for a service: from a token service, a file, or by signing one. Called again before
   * the token expires. A rejection fails the calls that wait for it with UNAVAILABLE, unless it is a
   * StatusError, whose code they get.
   */
  readonly fetchToken: (context: CallCredentialsContext) => Promise<string | FetchedToken>;
  /** A token is renewed from so long before it expires, beside the calls that still use it. Default 60,000. */
  readonly refreshBeforeMs?: number | undefined;
  /** Time for tests. Default: that of the system. */
  readonly clock?: (Pick<Clock, "nowMs"> & { wallClockMs(): number }) | undefined;
}

const CODE = "CALL_CREDENTIALS_INVALID";
const TOKEN_OPTIONS = { fetchToken: true, refreshBeforeMs: true, clock: true } as const;
const DEFAULT_REFRESH_BEFORE_MS = 60_000;
const DEFAULT_VALID_MS = 300_000;
/** The pause after a failure: twice as long each time, up to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 120_000;
/** The services of one channel are few; a token of the oldest is fetched again. */
const MOST_SERVICES = 100;

/**
 * Credentials that send one token with every call: `authorization: Bearer TOKEN`.
 *
 * @throws ConfigurationError for a value that is not a token
 */
export function tokenCredentials(token: string): CallCredentials {
  if (typeof token !== "string" || !isToken(token)) {
    throw new ConfigurationError(
      "CALL_CREDENTIALS_INVALID",
      `invalid token: expected visible ASCII characters, got ${typeof token === "string" ? "others" : given(token)}`,
    );
  }
  const metadata = { authorization: `Bearer ${token}` };
  return () => metadata;
}

/**
 * Credentials that fetch a token for each service and renew it before it expires (gRFC A97). Calls share
 * a fetch that is under way. After a failure the next fetch waits 1 s, then twice as long each time, up to
 * two minutes; a token that is still valid is used meanwhile.
 */
export function refreshedTokenCredentials(options: TokenOptions): CallCredentials {
  if (typeof options?.fetchToken !== "function") {
    throw new ConfigurationError(
      "CALL_CREDENTIALS_INVALID",
      `invalid option fetchToken: expected a function, got ${given(options?.fetchToken)}`,
    );
  }
  checkOptions(CODE, "", options, TOKEN_OPTIONS);
  countOrZeroOption(CODE, "refreshBeforeMs", options.refreshBeforeMs, DEFAULT_REFRESH_BEFORE_MS);
  const services = new Map<string, ServiceToken>();
  return async (context) => {
    let found = services.get(context.serviceUrl);
    if (found === undefined) {
      found = new ServiceToken(options, context);
      if (services.size >= MOST_SERVICES) services.delete(services.keys().next().value as string);
      services.set(context.serviceUrl, found);
    }
    return { authorization: `Bearer ${await found.current()}` };
  };
}

/** The token of one service. */
class ServiceToken {
  private readonly options: TokenOptions;
  private readonly context: CallCredentialsContext;
  private readonly clock: Pick<Clock, "nowMs"> & { wallClockMs(): number };
  private token: string;
  /** Monotonic. */
  private expiresAtMs: number;
  private fetching: Promise<void> | undefined;
  private failure: StatusError | undefined;
  private pauseMs: number;
  private retryAtMs: number;

  constructor(options: TokenOptions, context: CallCredentialsContext) {
    this.options = options;
    this.context = context;
    this.clock = options.clock ?? {
      nowMs: () => systemClock.nowMs(),
      wallClockMs: wallClockNowMs,
    };
    this.token = "";
    this.expiresAtMs = -Infinity;
    this.fetching = undefined;
    this.failure = undefined;
    this.pauseMs = FIRST_PAUSE_MS;
    this.retryAtMs = -Infinity;
  }

  async current(): Promise<string> {
    const { refreshBeforeMs = DEFAULT_REFRESH_BEFORE_MS } = this.options;
    const nowMs = this.clock.nowMs();
    if (nowMs < this.expiresAtMs - refreshBeforeMs) return this.token;
    if (nowMs >= this.retryAtMs) this.fetching ??= this.fetch();
    if (nowMs < this.expiresAtMs) return this.token;
    await this.fetching;
    if (this.failure !== undefined) {
      const { code, rawMessage } = this.failure;
      throw new StatusError(code, rawMessage, { cause: this.failure.cause });
    }
    return this.token;
  }

  /** Never rejects. */
  private async fetch(): Promise<void> {
    try {
      const fetched = await this.options.fetchToken(this.context);
      this.adopt(typeof fetched === "string" ? { token: fetched } : fetched);
      this.failure = undefined;
      this.pauseMs = FIRST_PAUSE_MS;
      this.retryAtMs = -Infinity;
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      this.failure =
        cause instanceof StatusError
          ? cause
          : new StatusError("UNAVAILABLE", `the token cannot be fetched: ${text}`, { cause });
      this.retryAtMs = this.clock.nowMs() + this.pauseMs;
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    } finally {
      this.fetching = undefined;
    }
  }

  private adopt({ token, expiresAtMs = expiryOf(token) }: FetchedToken): void {
    if (typeof token !== "string" || !isToken(token)) {
      throw new StatusError("UNAUTHENTICATED", "invalid token: expected visible ASCII characters");
    }
    const validMs =
      expiresAtMs === undefined ? DEFAULT_VALID_MS : expiresAtMs - this.clock.wallClockMs();
    this.token = token;
    this.expiresAtMs = this.clock.nowMs() + validMs;
    if (validMs <= 0) throw new StatusError("UNAUTHENTICATED", "the fetched token has expired");
  }
}

/** Whether a text can be the value of an HTTP field. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** The `exp` of a JWT (RFC 7519 section 4.1.4), in milliseconds since 1970. */
function expiryOf(token: unknown): number | undefined {
  const parts = typeof token === "string" ? token.split(".") : [];
  if (parts.length !== 3) return undefined;
  try {
    const payload = (parts[1] as string).replaceAll("-", "+").replaceAll("_", "/");
    const claims: unknown = JSON.parse(new TextDecoder().decode(decodeBase64(payload)));
    const { exp } = claims as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
