import type { Socket } from "node:net";
import { given } from "@tramline/protobuf/internal";
import { checkOptions } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { TlsStatus } from "../credentials/certificate-status.ts";
import { CertificateStore } from "../credentials/certificate-store.ts";
import { checkTlsObject } from "../credentials/check-tls.ts";
import type { LoadedTls } from "../credentials/loaded-tls.ts";
import { TLS_SOURCE_OPTIONS, type TlsSource, tlsSource } from "../credentials/tls-source.ts";
import type { HandshakePlaces } from "./handshakes.ts";
import type { ServerTlsOptions } from "./server-options.ts";
import {
  type ClientCertificatePolicy,
  createTlsListener,
  type TlsSocketServer,
} from "./tls-listener.ts";

const SERVER_TLS_OPTIONS = {
  ...TLS_SOURCE_OPTIONS,
  clientCertificate: true,
  minVersion: true,
} as const;
const CODE = "SERVER_OPTION_INVALID";

/** Hears of errors; `peer` is "" for those that no client has to do with. */
export type TlsErrorListener = (error: Error, peer: string) => void;

/** A server's side of TLS: its certificates, and the sockets that use them. */
export class ServerTls {
  readonly #store: CertificateStore;
  readonly #policy: ClientCertificatePolicy;
  readonly #onError: TlsErrorListener;
  readonly #listeners: Set<TlsSocketServer>;

  /** @throws ConfigurationError SERVER_OPTION_INVALID */
  constructor(options: ServerTlsOptions, onError: TlsErrorListener) {
    checkTlsObject(CODE, options);
    checkOptions(CODE, "tls.", options, SERVER_TLS_OPTIONS);
    this.#policy = checkedPolicy(options.clientCertificate);
    this.#onError = onError;
    this.#listeners = new Set();
    const source = tlsSource(CODE, options);
    checkSource(options, this.#policy, source);
    this.#store = new CertificateStore({
      code: CODE,
      source,
      minVersion: options.minVersion ?? "TLSv1.2",
      owner: "the server",
      check: (loaded) => checkLoaded(loaded, this.#policy, source),
      listener: {
        onCertificates: (loaded) => {
          for (const listener of this.#listeners) listener.use(loaded);
        },
        onCertificateError: (error) => onError(error, ""),
      },
    });
  }

  /**
   * Creates a socket server, and from then on reads the certificates again as the options say.
   *
   * @throws ConfigurationError, or what `load` threw, when there are no certificates yet
   */
  async createListener(
    onSocket: (socket: Socket) => void,
    handshakeTimeoutMs: number,
    places: HandshakePlaces,
  ): Promise<TlsSocketServer> {
    const listener = createTlsListener({
      loaded: await this.#store.ready(),
      clientCertificate: this.#policy,
      handshakeTimeoutMs,
      places,
      onSocket,
      onFailure: this.#onError,
    });
    this.#listeners.add(listener);
    listener.server.once("close", () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#store.stop();
    });
    this.#store.start();
    return listener;
  }

  status(): TlsStatus {
    return this.#store.status();
  }

  /** @throws what is wrong with the new certificates; the former ones stay in use */
  reload(): Promise<void> {
    return this.#store.reload();
  }

  /** Reads no more certificates. */
  close(): void {
    this.#store.stop();
  }
}

/** An unknown word must not mean that a certificate is not required. */
function checkedPolicy(policy: string | undefined): ClientCertificatePolicy {
  if (policy === undefined) return "none";
  if (policy === "none" || policy === "request" || policy === "require") return policy;
  throw new ConfigurationError(
    CODE,
    `invalid option tls.clientCertificate: expected "none", "request", or "require", got ${given(policy)}`,
  );
}

function checkSource(
  options: ServerTlsOptions,
  policy: ClientCertificatePolicy,
  source: TlsSource,
): void {
  if (options.load !== undefined) return;
  const has = (part: "cert" | "key" | "ca") =>
    options[part] !== undefined || options[`${part}File`] !== undefined;
  if (!has("cert") && !has("key")) {
    throw new ConfigurationError(
      CODE,
      "invalid option tls: expected a certificate and its key, got neither; set tls.cert and tls.key, tls.certFile and tls.keyFile, or tls.load",
    );
  }
  if (policy !== "none" && !has("ca")) throw missingAuthorities(policy, source);
}

/** Holds for what `load` returned, too. */
function checkLoaded(loaded: LoadedTls, policy: ClientCertificatePolicy, source: TlsSource): void {
  if (!loaded.hasCertificate) {
    throw new ConfigurationError(CODE, `missing ${source.names.cert} and ${source.names.key}`);
  }
  if (policy !== "none" && !loaded.hasAuthorities) throw missingAuthorities(policy, source);
}

function missingAuthorities(policy: string, source: TlsSource): ConfigurationError {
  return new ConfigurationError(
    CODE,
    `invalid option tls.clientCertificate: expected ${source.names.ca} with "${policy}", got none; give the certificates of the authorities that sign those of your clients`,
  );
}
