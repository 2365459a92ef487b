import type { X509Certificate } from "node:crypto";

const DAY_MS = 24 * 60 * 60_000;

/** A certificate, and until when it is valid. */
export interface CertificateStatus {
  /** The subject, such as `CN=orders.example,O=Shop`. */
  readonly subject: string;
  /** The issuer's name, written like `subject`. */
  readonly issuer: string;
  /** The names that it is for, such as `DNS:orders.example, IP Address:10.0.0.1`; empty when there are none. */
  readonly names: string;
  /** The serial number, in hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate: hexadecimal bytes with colons between. */
  readonly fingerprint256: string;
  /** The beginning of its validity. */
  readonly notBefore: Date;
  /** The end of its validity. */
  readonly notAfter: Date;
  /** Days until `notAfter`, with fractions; negative when it has expired. */
  readonly daysLeft: number;
}

/** The certificates that a server or a channel uses now. Contains no secrets. */
export interface TlsStatus {
  /** Its own certificate and the chain behind it. Empty for a channel without client certificate. */
  readonly certificates: readonly CertificateStatus[];
  /** The authorities that it trusts; empty when they are the well-known ones. */
  readonly authorities: readonly CertificateStatus[];
  /** The fewest days left of `certificates`; undefined when there are none. */
  readonly daysLeft: number | undefined;
  /** When they were loaded; undefined before the first time, when they come from `load`. */
  readonly loadedAt: Date | undefined;
  /** Why the last attempt to load them failed; undefined when it did not. */
  readonly lastError: Error | undefined;
}

/** Returns a certificate's facts as they are at `nowMs`, milliseconds since 1970. */
export function certificateStatus(certificate: X509Certificate, nowMs: number): CertificateStatus {
  const notAfter = new Date(certificate.validTo);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: certificate.subjectAltName ?? "",
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    notBefore: new Date(certificate.validFrom),
    notAfter,
    daysLeft: (notAfter.getTime() - nowMs) / DAY_MS,
  };
}

/** Returns the fewest days left, undefined of none. */
export function fewestDaysLeft(certificates: readonly CertificateStatus[]): number | undefined {
  if (certificates.length === 0) return undefined;
  return Math.min(...certificates.map(({ daysLeft }) => daysLeft));
}

/** Node prints one attribute a line; a certificate without subject has none. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(",");
}
