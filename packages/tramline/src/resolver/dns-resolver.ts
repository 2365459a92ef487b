import { isIP } from "node:net";
import { ConfigurationError } from "../configuration-error.ts";
import { countOrZeroOption, positiveOption } from "../option-check.ts";
import type { ServiceConfigJson } from "../service-config/service-config.ts";
import { Backoff } from "../subchannel/backoff.ts";
import type { ScheduledTimer } from "../subchannel/clock.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import {
  type DnsLookup,
  type DnsTextLookup,
  nodeDnsLookup,
  nodeDnsTextLookup,
} from "./dns-lookup.ts";
import { chooseServiceConfig, serviceConfigName } from "./dns-service-config.ts";
import { parseHostPort } from "./host-port.ts";
import type {
  PreparedTarget,
  Resolver,
  ResolverEnvironment,
  ResolverFactory,
  ResolverListener,
} from "./resolver.ts";
import { staticTarget } from "./static-resolver.ts";
import type { Target } from "./target.ts";

/** How the dns resolver works. All of it can be left out. */
export interface DnsResolverOptions {
  /**
   * Least time from one result to the next query in milliseconds, whatever the reason. Default 30,000. A
   * query that fails is repeated after a back-off.
   */
  readonly minIntervalMs?: number | undefined;
  /**
   * Asks again this long after a result, in milliseconds, plus or minus a fifth at random. Default
   * Infinity: only when a connection is lost or cannot be made, as other implementations of gRPC do.
   */
  readonly refreshIntervalMs?: number | undefined;
  /** Asks for the addresses of a name. Default: Node's. */
  readonly lookup?: DnsLookup | undefined;
  /**
   * Whether the service config is read from the TXT records of `_grpc_config.NAME` (gRFC A2). Those who can
   * forge DNS responses can then set timeouts and retries. Default: false.
   */
  readonly serviceConfig?: boolean | undefined;
  /** Asks for the TXT records of a name. Default: Node's. */
  readonly lookupText?: DnsTextLookup | undefined;
}

const DEFAULT_PORT = 443;
const DEFAULT_DNS_PORT = 53;
const DEFAULT_MIN_INTERVAL_MS = 30_000;

/** The part of the refresh interval by which a wait may be shorter or longer. */
const REFRESH_JITTER = 0.2;

/**
 * A resolver of `dns:orders:50051`, `dns:///orders:50051`, or `dns://10.0.0.53/orders` to ask that name server.
 * Port 443 if none is written. An IP literal for the name is taken as it is.
 *
 * ```ts
 * createChannel("dns:///orders:50051", { resolvers: [createDnsResolver({ refreshIntervalMs: 60_000 })] });
 * ```
 *
 * @throws ConfigurationError when an option is not a number that it may be
 */
export function createDnsResolver(options: DnsResolverOptions = {}): ResolverFactory {
  const code = "CHANNEL_OPTION_INVALID";
  const { minIntervalMs: leastMs, refreshIntervalMs: refreshMs } = options;
  const minIntervalMs = countOrZeroOption(code, "minIntervalMs", leastMs, DEFAULT_MIN_INTERVAL_MS);
  const refreshIntervalMs = positiveOption(code, "refreshIntervalMs", refreshMs, Infinity);
  const lookup = options.lookup ?? nodeDnsLookup;
  const lookupText =
    options.serviceConfig === true ? (options.lookupText ?? nodeDnsTextLookup) : undefined;
  return {
    scheme: "dns",
    prepare(target): PreparedTarget {
      const { host, port, authority } = parseHostPort(
        target.path.replace(/^\//, ""),
        DEFAULT_PORT,
        target.text,
      );
      if (isIP(host) !== 0) return staticTarget(authority, [{ kind: "tcp", host, port }]);
      const server = nameServer(target);
      return {
        authority,
        unresolved: { kind: "tcp", host, port },
        createResolver: (listener, environment) =>
          new DnsResolver(
            {
              target: target.text,
              host,
              port,
              server,
              minIntervalMs,
              refreshIntervalMs,
              lookup,
              lookupText,
            },
            listener,
            environment,
          ),
      };
    },
  };
}

/** The authority of a dns target as a server's `IP:port`. */
function nameServer(target: Target): string | undefined {
  if (target.authority === "") return undefined;
  const { host, port } = parseHostPort(target.authority, DEFAULT_DNS_PORT, target.text);
  if (isIP(host) === 0) {
    throw new ConfigurationError(
      "TARGET_AUTHORITY_UNSUPPORTED",
      `invalid target "${target.text}": expected the IP address of a name server, got "${host}"; to resolve a name by the system, write dns:///NAME`,
    );
  }
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The query of one dns resolver. */
interface DnsQuestion {
  readonly target: string;
  readonly host: string;
  readonly port: number;
  readonly server: string | undefined;
  readonly minIntervalMs: number;
  readonly refreshIntervalMs: number;
  readonly lookup: DnsLookup;
  readonly lookupText: DnsTextLookup | undefined;
}

/** At most a refresh. */
const NOTHING_PLANNED = 0;
const ASKING = 1;
/** A question was requested and waits until the minimum interval is over. */
const RATE_LIMITED = 2;
/** The last question failed and the next one waits for its backoff. */
const BACKING_OFF = 3;
const CLOSED = 4;

/** Asks at start, when requested but not too often, and after failures again and again. */
class DnsResolver implements Resolver {
  private readonly question: DnsQuestion;
  private readonly listener: ResolverListener;
  private readonly environment: ResolverEnvironment;
  private readonly backoff: Backoff;
  private readonly abort: AbortController;
  private phase: 0 | 1 | 2 | 3 | 4;
  private timer: ScheduledTimer | undefined;
  private resolvedAtMs: number;
  /** The service config of the TXT records, as they were read last. */
  private serviceConfig: ServiceConfigJson | ConfigurationError | undefined;
  private readonly percentile: number;

  constructor(question: DnsQuestion, listener: ResolverListener, environment: ResolverEnvironment) {
    this.question = question;
    this.listener = listener;
    this.environment = environment;
    this.backoff = new Backoff(environment.backoff, environment.random);
    this.abort = new AbortController();
    this.phase = NOTHING_PLANNED;
    this.timer = undefined;
    this.resolvedAtMs = 0;
    this.serviceConfig = undefined;
    this.percentile = environment.random() * 100;
  }

  start(): void {
    void this.ask();
  }

  requestResolution(): void {
    if (this.phase !== NOTHING_PLANNED) return;
    const elapsedMs = this.environment.clock.nowMs() - this.resolvedAtMs;
    if (elapsedMs >= this.question.minIntervalMs) void this.ask();
    else this.plan(RATE_LIMITED, this.question.minIntervalMs - elapsedMs);
  }

  resetBackoff(): void {
    this.backoff.reset();
    if (this.phase === BACKING_OFF) void this.ask();
  }

  close(): void {
    const isAsking = this.phase === ASKING;
    this.phase = CLOSED;
    this.timer?.cancel();
    this.timer = undefined;
    // To abort makes an error with a stack trace.
    if (isAsking) this.abort.abort();
  }

  private plan(phase: 0 | 2 | 3, delayMs: number): void {
    this.timer?.cancel();
    this.phase = phase;
    this.timer = this.environment.clock.schedule(() => void this.ask(), delayMs);
  }

  private async ask(): Promise<void> {
    this.timer?.cancel();
    this.timer = undefined;
    this.phase = ASKING;
    const { lookup, host, server } = this.question;
    let hosts: readonly string[];
    try {
      [hosts] = await Promise.all([lookup(host, server, this.abort.signal), this.askForConfig()]);
    } catch (cause) {
      this.fail(cause);
      return;
    }
    if (!this.isClosed()) this.succeed(hosts);
  }

  /** While the records cannot be read from the server, what they said before holds. */
  private async askForConfig(): Promise<void> {
    const { lookupText, host, server } = this.question;
    if (lookupText === undefined) return;
    try {
      const records = await lookupText(serviceConfigName(host), server, this.abort.signal);
      this.serviceConfig = chooseServiceConfig(records, { percentile: this.percentile });
    } catch {
      // As above.
    }
  }

  private succeed(hosts: readonly string[]): void {
    const { port } = this.question;
    this.resolvedAtMs = this.environment.clock.nowMs();
    this.phase = NOTHING_PLANNED;
    const addresses = hosts.map((host) => ({ kind: "tcp", host, port }) as const);
    const refusal = this.listener.onResolved({ addresses, serviceConfig: this.serviceConfig });
    if (this.isClosed()) return;
    if (refusal === undefined) {
      this.backoff.reset();
      if (this.phase === NOTHING_PLANNED) this.planRefresh();
    } else {
      this.plan(BACKING_OFF, this.backoff.nextDelayMs());
    }
  }

  private planRefresh(): void {
    const { minIntervalMs, refreshIntervalMs } = this.question;
    if (refreshIntervalMs === Infinity) return;
    const spread = 1 + REFRESH_JITTER * (2 * this.environment.random() - 1);
    this.plan(NOTHING_PLANNED, Math.max(refreshIntervalMs * spread, minIntervalMs));
  }

  private fail(cause: unknown): void {
    if (this.isClosed()) return;
    const { target, host } = this.question;
    this.plan(BACKING_OFF, this.backoff.nextDelayMs());
    const reason =
      cause instanceof Error && "code" in cause && typeof cause.code === "string"
        ? cause.code
        : String(cause);
    this.listener.onResolveFailed(
      new UnreachableError(target, `cannot resolve ${host}: ${reason}`, cause),
    );
  }

  private isClosed(): boolean {
    return this.phase === CLOSED;
  }
}
