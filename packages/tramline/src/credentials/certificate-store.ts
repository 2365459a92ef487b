import type { SecureVersion } from "node:tls";
import { monotonicNowMs, wallClockNowMs } from "@tramline/rpc";
import type { ConfigurationErrorCode } from "../configuration-error.ts";
import { fewestDaysLeft, type TlsStatus } from "./certificate-status.ts";
import { LoadedTls, type TlsMaterial } from "./loaded-tls.ts";
import { sharedTls } from "./shared-tls.ts";
import type { TlsSource } from "./tls-source.ts";

/** How long a new connection waits for certificates to be read again before it uses the former ones. */
const RELOAD_PATIENCE_MS = 1000;
const MAX_TIMER_MS = 0x7fff_ffff;

/** Hears of what becomes of reading certificates again. Neither function may throw. */
export interface CertificateListener {
  /** Others than before are in force. */
  onCertificates(loaded: LoadedTls): void;
  /** They could not be read or used; the former ones stay in force. */
  onCertificateError(error: Error): void;
}

export interface CertificateStoreOptions {
  readonly code: ConfigurationErrorCode;
  readonly source: TlsSource;
  readonly minVersion: SecureVersion;
  /** The owner of the certificates, for warnings: `the server`, `the channel to orders:50051`. */
  readonly owner: string;
  /** Refuses certificates that have been read, by throwing. */
  readonly check: (loaded: LoadedTls) => void;
  readonly listener: CertificateListener;
}

/**
 * The certificates and the key of a server or a channel: those in force, read again from where they
 * come from. Shows no secrets when it is inspected.
 */
export class CertificateStore {
  readonly #options: CertificateStoreOptions;
  #current: LoadedTls | undefined;
  #loadedAt: Date | undefined;
  #lastError: Error | undefined;
  #checkedAtMs: number;
  #reading: Promise<LoadedTls> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws ConfigurationError for material that is given, or in files, and cannot be used */
  constructor(options: CertificateStoreOptions) {
    this.#options = options;
    this.#current = undefined;
    this.#loadedAt = undefined;
    this.#lastError = undefined;
    this.#checkedAtMs = 0;
    this.#reading = undefined;
    this.#timer = undefined;
    const { readNow } = options.source;
    if (readNow !== undefined) this.#accept(readNow());
  }

  /** Returns the certificates in force, after the first load if there has been none. */
  async ready(): Promise<LoadedTls> {
    return this.#current ?? this.#read();
  }

  /**
   * Returns the certificates for a new connection, read again if they are older than the interval. When
   * that fails, or takes longer than a second, the former ones are returned.
   */
  async fresh(): Promise<LoadedTls> {
    const current = this.#current;
    if (current === undefined) return this.#read();
    const { reloadIntervalMs } = this.#options.source;
    if (monotonicNowMs() - this.#checkedAtMs < reloadIntervalMs) return current;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<LoadedTls>((resolve) => {
      timer = setTimeout(() => resolve(current), RELOAD_PATIENCE_MS);
    });
    const reading = this.#read().catch(() => current);
    try {
      return await Promise.race([reading, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Reads the certificates again now.
   *
   * @throws what was wrong with them; the former ones stay in force
   */
  async reload(): Promise<void> {
    // What is being read already may be older than the change that the caller knows of.
    await this.#reading?.catch(() => {});
    await this.#read();
  }

  /** Reads again on a timer, until `stop`. The timer does not keep the process alive. */
  start(): void {
    const { source } = this.#options;
    if (this.#timer !== undefined || source.reloadIntervalMs === Infinity) return;
    const intervalMs = Math.min(source.reloadIntervalMs, MAX_TIMER_MS);
    this.#timer = setInterval(() => {
      this.#read().catch(() => {});
    }, intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The certificates as they are now, without secrets. */
  status(): TlsStatus {
    const nowMs = wallClockNowMs();
    const certificates = this.#current?.certificates(nowMs) ?? [];
    return {
      certificates,
      authorities: this.#current?.authorities(nowMs) ?? [],
      daysLeft: fewestDaysLeft(certificates),
      loadedAt: this.#loadedAt,
      lastError: this.#lastError,
    };
  }

  /** Reads the certificates. Concurrent calls share one read. */
  #read(): Promise<LoadedTls> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<LoadedTls> {
    const before = this.#current;
    const { listener, source } = this.#options;
    this.#checkedAtMs = monotonicNowMs();
    try {
      const loaded = this.#accept(await source.read());
      this.#lastError = undefined;
      if (before !== undefined && loaded !== before) listener.onCertificates(loaded);
      return loaded;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#lastError = error;
      if (before !== undefined) listener.onCertificateError(error);
      throw error;
    }
  }

  #accept(material: TlsMaterial): LoadedTls {
    const { code, source, minVersion, check } = this.#options;
    this.#checkedAtMs = monotonicNowMs();
    if (this.#current?.isFrom(material, minVersion) === true) return this.#current;
    const loaded = sharedTls(
      material,
      minVersion,
      () => new LoadedTls(code, material, source.names, minVersion),
    );
    if (loaded === this.#current) return loaded;
    check(loaded);
    this.#current = loaded;
    this.#loadedAt = new Date();
    this.#warn(loaded);
    return loaded;
  }

  /** An own certificate that is out of date is not a failure: the clock may be wrong, or the peers lenient. */
  #warn(loaded: LoadedTls): void {
    const nowMs = wallClockNowMs();
    for (const { subject, notBefore, notAfter } of loaded.certificates(nowMs)) {
      const isExpired = notAfter.getTime() < nowMs;
      if (!isExpired && notBefore.getTime() <= nowMs) continue;
      const state = isExpired
        ? `expired at ${notAfter.toISOString()}`
        : `is not valid before ${notBefore.toISOString()}`;
      process.emitWarning(
        `the certificate ${subject} of ${this.#options.owner} ${state}: peers that verify it will refuse to connect`,
        {
          type: "TlsCertificateWarning",
          code: isExpired ? "TLS_CERTIFICATE_EXPIRED" : "TLS_CERTIFICATE_NOT_YET_VALID",
        },
      );
    }
  }
}
