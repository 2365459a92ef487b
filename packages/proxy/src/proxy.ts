// The proxy: a server whose methods are those of another server.
import type { Interceptor, ServerObserver } from "@tramline/rpc";
import { wallClockNowMs } from "@tramline/rpc";
import { addHealth, type ServerHealth } from "@tramline/services";
import { createServer, type Server } from "tramline";
import type { ContractSource } from "./contract/proxy-contract.ts";
import { METRICS_TYPE, ProxyMetrics } from "./observe/metrics.ts";
import { RequestLog, type RequestRecord } from "./observe/request-log.ts";
import type { ProxyOptions } from "./proxy-options.ts";
import { type ContractInForce, contractProtocols } from "./serve/contract-protocols.ts";
import type { ForwardSettings } from "./serve/forward-settings.ts";
import { OwnServices } from "./serve/own-services.ts";
import { type Page, pagesProtocol } from "./serve/pages.ts";
import { type ProxyRestOptions, ServedContract } from "./serve/served-contract.ts";
import { UpstreamWatch } from "./serve/upstream-watch.ts";

/** A proxy in front of a gRPC server. Made by {@link createProxy}. */
export class Proxy {
  /** Listens for clients: `proxy.server.listen("0.0.0.0:8080")`. Close the proxy, not its server. */
  readonly server: Server;
  /** The health of the proxy (`grpc.health.v1.Health`): NOT_SERVING while the upstream cannot be reached. */
  readonly health: ServerHealth;
  readonly #source: ContractSource | undefined;
  readonly #rest: ProxyRestOptions | undefined;
  readonly #onReload: ProxyOptions["onReload"];
  readonly #settings: ForwardSettings;
  readonly #own: OwnServices;
  readonly #inForce: ContractInForce;
  readonly #metrics: ProxyMetrics | undefined;
  readonly #watch: UpstreamWatch;
  #loadedMs: number;
  /** Settles when the last reload is over. */
  #loading: Promise<void>;
  /** The reload that begins after the one under way. */
  #nextLoad: Promise<void> | undefined;
  #loadsUnderWay: number;

  constructor(options: ProxyOptions) {
    const { channel, rest = true, onRequest, metricsPath, trustedHops = 0 } = options;
    if (!Number.isInteger(trustedHops) || trustedHops < 0) {
      throw new RangeError(
        `invalid trustedHops: expected an integer of at least 0, got ${String(trustedHops)}`,
      );
    }
    this.#source = options.contract;
    this.#rest = rest === true ? {} : rest === false ? undefined : rest;
    this.#onReload = options.onReload;
    this.#loadedMs = 0;
    this.#loading = Promise.resolve();
    this.#nextLoad = undefined;
    this.#loadsUnderWay = 0;
    const isMeasured = options.metrics ?? metricsPath !== undefined;
    this.#metrics = isMeasured ? this.createMetrics() : undefined;
    const log = requestLog(this.#metrics, onRequest);
    const observers: ServerObserver[] = [...(log === undefined ? [] : [log])];
    observers.push(...(options.observers ?? []));
    const interceptors: readonly Interceptor[] = options.interceptors ?? [];
    const maxSendBytes = options.server?.maxSendBytes ?? Number.MAX_SAFE_INTEGER;
    const translations = { translated: 0 };
    this.#settings = { channel, maxSendBytes, observers, interceptors, translations };
    this.#own = new OwnServices(observers);
    this.health = addHealth(this.#own);
    this.health.setStatus("", "NOT_SERVING");
    const current = new ServedContract(undefined, this.#settings, this.#own, this.#rest);
    this.#inForce = { current, log, pages: [pagesProtocol(this.pages(options))], trustedHops };
    this.server = createServer({
      ...options.server,
      cors: options.cors,
      observers,
      protocols: contractProtocols(this.#inForce, this.#rest !== undefined),
    });
    let wasReady = false;
    this.#watch = new UpstreamWatch(channel, (isReady) => {
      this.health.setStatus("", isReady ? "SERVING" : "NOT_SERVING");
      // The upstream may be another one, or was not there when the contract was to be read.
      const isStale = wasReady || (this.#loadedMs === 0 && this.#loadsUnderWay === 0);
      if (isReady && isStale && options.reloadOnReconnect !== false) this.reload().catch(() => {});
      wasReady ||= isReady;
    });
    if (this.#watch.isReady) this.health.setStatus("", "SERVING");
  }

  /** Full names of the services whose calls are translated. */
  get services(): readonly string[] {
    return this.#inForce.current.services.map(({ typeName }) => typeName);
  }

  /** Messages that were decoded or encoded, because a caller speaks JSON. */
  get translatedMessages(): number {
    return this.#settings.translations.translated;
  }

  /** Whether the upstream can be reached, as far as is known. */
  get isUpstreamReady(): boolean {
    return this.#watch.isReady;
  }

  /**
   * Reads the contract and puts it in force for all further calls, on open connections as well. Calls under way go on
   * as they began. One reload runs at a time; all that are requested meanwhile are one, which begins after it.
   *
   * @throws what reading it threw, or GatewayError for an invalid HTTP rule: the former contract stays in force
   */
  reload(): Promise<void> {
    // An upstream that is slower than the reloads must not make them queue up.
    if (this.#nextLoad !== undefined) return this.#nextLoad;
    this.#loadsUnderWay += 1;
    const loading = this.#loading.then(() => {
      this.#nextLoad = undefined;
      return this.load();
    });
    this.#nextLoad = loading;
    this.#loading = loading
      .catch(() => {})
      .then(() => {
        this.#loadsUnderWay -= 1;
      });
    return loading;
  }

  /** Returns the metrics in Prometheus' text format; empty unless the proxy was made with metrics. */
  metrics(): Promise<string> {
    return this.#metrics?.print() ?? Promise.resolve("");
  }

  /**
   * Stops: reports NOT_SERVING, takes no new calls, and lets those under way go on for `graceMs` (default 5,000).
   * Leaves the channel open. Always resolves.
   */
  async close(options: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    this.health.shutdown();
    this.#watch.end();
    await this.server.close(options);
  }

  /** `close()`, at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async load(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    try {
      const contract = await source();
      const next = new ServedContract(contract, this.#settings, this.#own, this.#rest);
      this.#own.upstream = next.types;
      this.#inForce.current = next;
      this.#loadedMs = wallClockNowMs();
    } catch (error) {
      this.#metrics?.addLoad("failed");
      this.#onReload?.(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    this.#metrics?.addLoad("ok");
    this.#onReload?.(undefined);
  }

  private createMetrics(): ProxyMetrics {
    return new ProxyMetrics({
      isUpstreamReady: () => this.isUpstreamReady,
      openCalls: () => this.server.openCalls,
      translatedMessages: () => this.translatedMessages,
      contractLoadedMs: () => this.#loadedMs,
      hasMethod: (path) => this.#inForce.current.has(path),
    });
  }

  private pages({ healthPath = "/healthz", metricsPath }: ProxyOptions) {
    const pages = new Map<string, () => Page | Promise<Page>>();
    if (healthPath !== false) pages.set(healthPath, () => this.healthPage());
    if (metricsPath !== undefined) {
      pages.set(metricsPath, async () => ({
        status: 200,
        contentType: METRICS_TYPE,
        text: await this.metrics(),
      }));
    }
    return pages;
  }

  private healthPage(): Page {
    const status = this.health.statusOf("") ?? "UNKNOWN";
    const isServing = status === "SERVING";
    const { target } = this.#settings.channel;
    const text = `${status}: upstream ${target} is ${this.#watch.state}; ${this.services.length} services known\n`;
    return { status: isServing ? 200 : 503, contentType: "text/plain; charset=utf-8", text };
  }
}

function requestLog(
  metrics: ProxyMetrics | undefined,
  onRequest: ((record: RequestRecord) => void) | undefined,
): RequestLog | undefined {
  if (metrics === undefined && onRequest === undefined) return undefined;
  return new RequestLog((record) => {
    metrics?.add(record);
    onRequest?.(record);
  });
}

/**
 * Creates a proxy in front of a gRPC server: gRPC, gRPC-Web, Connect, and REST in, gRPC out. Messages pass as the
 * bytes that they are; only those of callers that speak JSON are translated.
 *
 * ```ts
 * const channel = createChannel("localhost:50051");
 * const proxy = createProxy({ channel, contract: reflectedContract(channel), cors: true });
 * await proxy.reload();
 * await proxy.server.listen("0.0.0.0:8080");
 * ```
 *
 * @throws ConfigurationError for an option of the server that cannot work, RangeError for invalid `trustedHops`
 */
export function createProxy(options: ProxyOptions): Proxy {
  return new Proxy(options);
}
