import type { KeyObject, X509Certificate } from "node:crypto";
import type { SecureContext, SecureVersion } from "node:tls";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import { type CertificateStatus, certificateStatus } from "./certificate-status.ts";
import { nodeTls } from "./node-tls.ts";
import { certificatesIn, isSamePem, nodePem, type Pem } from "./pem.ts";
import { SessionCache } from "./session-cache.ts";

/** Certificates and a key, as PEM. */
export interface TlsMaterial {
  /** The own certificate, followed by those between it and an authority. Goes with `key`. */
  readonly cert?: Pem | undefined;
  /** The private key of `cert`. */
  readonly key?: Pem | undefined;
  /** Decrypts `key`. */
  readonly passphrase?: string | undefined;
  /** The certificates of the authorities to trust. */
  readonly ca?: Pem | undefined;
}

/** How errors call the parts of a TlsMaterial: `tls.key`, `tls.keyFile (/etc/orders/tls.key)`. */
export interface MaterialNames {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** The options of node:tls for a server. */
export interface NodeTlsMaterial {
  readonly cert?: ReturnType<typeof nodePem>;
  readonly key?: ReturnType<typeof nodePem>;
  readonly passphrase?: string;
  readonly ca?: ReturnType<typeof nodePem>;
  readonly minVersion: SecureVersion;
}

/** Certificates and a key that have been read and fit each other. Shows no secrets when it is inspected. */
export class LoadedTls {
  /** Sessions of the connections that were made with this. */
  readonly sessions: SessionCache;
  readonly #material: NodeTlsMaterial;
  readonly #context: SecureContext;
  readonly #certificates: readonly X509Certificate[];
  readonly #authorities: readonly X509Certificate[];

  /**
   * @throws ConfigurationError with `code` when something cannot be read, or the key does not fit the
   * certificate
   */
  constructor(
    code: ConfigurationErrorCode,
    material: TlsMaterial,
    names: MaterialNames,
    minVersion: SecureVersion,
  ) {
    this.sessions = new SessionCache();
    this.#certificates = readCertificates(code, material.cert, names.cert);
    this.#authorities = readCertificates(code, material.ca, names.ca);
    if (material.key !== undefined) {
      const keys = readKeys(code, material.key, material.passphrase, names.key);
      checkPair(code, keys, this.#certificates, names);
    }
    this.#material = {
      ...(material.cert !== undefined && { cert: nodePem(material.cert) }),
      ...(material.key !== undefined && { key: nodePem(material.key) }),
      ...(material.passphrase !== undefined && { passphrase: material.passphrase }),
      ...(material.ca !== undefined && { ca: nodePem(material.ca) }),
      minVersion,
    };
    try {
      this.#context = nodeTls().createSecureContext(this.#material);
    } catch (error) {
      const text = `options ${names.cert} and ${names.key} cannot be used: ${reasonOf(error)}`;
      throw new ConfigurationError(code, text);
    }
  }

  /** Whether it was made from this very content, in the same form: text, bytes, or a list. */
  isFrom(material: TlsMaterial, minVersion: SecureVersion): boolean {
    const own = this.#material;
    return (
      own.minVersion === minVersion &&
      own.passphrase === material.passphrase &&
      isSamePem(own.ca, material.ca) &&
      isSamePem(own.cert, material.cert) &&
      isSamePem(own.key, material.key)
    );
  }

  /** One for all connections. */
  get context(): SecureContext {
    return this.#context;
  }

  get hasCertificate(): boolean {
    return this.#certificates.length > 0;
  }

  get hasAuthorities(): boolean {
    return this.#authorities.length > 0;
  }

  /** The own certificate and its chain, as they are at `nowMs`. */
  certificates(nowMs: number): CertificateStatus[] {
    return this.#certificates.map((certificate) => certificateStatus(certificate, nowMs));
  }

  /** The trusted authorities, as they are at `nowMs`. */
  authorities(nowMs: number): CertificateStatus[] {
    return this.#authorities.map((certificate) => certificateStatus(certificate, nowMs));
  }

  /** The certificates and the key, for `tls.createServer`. */
  forServer(): NodeTlsMaterial {
    return this.#material;
  }
}

function readCertificates(
  code: ConfigurationErrorCode,
  pem: Pem | undefined,
  name: string,
): X509Certificate[] {
  if (pem === undefined) return [];
  const texts = certificatesIn(pem);
  if (texts.length === 0) {
    throw new ConfigurationError(
      code,
      `invalid option ${name}: expected PEM with a certificate, got PEM without one`,
    );
  }
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  return texts.map((text, index) => {
    try {
      return new X509Certificate(text);
    } catch (error) {
      const which = texts.length === 1 ? "its certificate" : `certificate ${index + 1}`;
      throw new ConfigurationError(
        code,
        `invalid option ${name}: ${which} cannot be read (${reasonOf(error)})`,
      );
    }
  });
}

function readKeys(
  code: ConfigurationErrorCode,
  pem: Pem,
  passphrase: string | undefined,
  name: string,
): KeyObject[] {
  const { createPrivateKey } = process.getBuiltinModule("node:crypto");
  const items = nodePem(pem);
  return (Array.isArray(items) ? items : [items]).map((key) => {
    try {
      return createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
    } catch (error) {
      throw new ConfigurationError(
        code,
        `invalid option ${name}: ${keyProblem(error, passphrase)}`,
      );
    }
  });
}

/** Certificates of several kinds (RSA and ECDSA) may be used together, each with a key. */
function checkPair(
  code: ConfigurationErrorCode,
  keys: readonly KeyObject[],
  certificates: readonly X509Certificate[],
  names: MaterialNames,
): void {
  const fits = (key: KeyObject) => certificates.some((one) => one.checkPrivateKey(key));
  const [first] = certificates;
  const isFirstFit = first !== undefined && keys.some((key) => first.checkPrivateKey(key));
  if (isFirstFit && keys.every(fits)) return;
  throw new ConfigurationError(
    code,
    `invalid option ${names.key}: expected the private key of the certificate in ${names.cert}, got another key; give the two that belong together, with the certificate itself first in its chain`,
  );
}

function keyProblem(error: unknown, passphrase: string | undefined): string {
  switch (codeOf(error)) {
    case "ERR_MISSING_PASSPHRASE":
      return "the private key is encrypted: give its passphrase in tls.passphrase";
    case "ERR_OSSL_BAD_DECRYPT":
    case "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED":
    case "ERR_OSSL_PEM_BAD_PASSWORD_READ":
      return passphrase === undefined
        ? "the private key is encrypted: give its passphrase in tls.passphrase"
        : "tls.passphrase does not decrypt the private key";
    default:
      return `expected PEM with a private key, which cannot be read (${reasonOf(error)})`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The code alone: the texts of OpenSSL say less, and an error of a reader may repeat what it read. */
function reasonOf(error: unknown): string {
  return codeOf(error) || (error instanceof Error ? error.name : "unknown error");
}
