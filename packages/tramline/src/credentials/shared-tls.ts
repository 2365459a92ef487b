import type { SecureVersion } from "node:tls";
import type { LoadedTls, TlsMaterial } from "./loaded-tls.ts";
import { pemText } from "./pem.ts";

/** Up to so many are compared one by one; with more, a hash is looked up. */
const MOST_COMPARED = 4;

/** The loaded certificates that are in use: channels with the same certificates share them. */
const loadedByDigest = new Map<string, WeakRef<LoadedTls>>();
const forgotten = new FinalizationRegistry<string>((digest) => {
  if (loadedByDigest.get(digest)?.deref() === undefined) loadedByDigest.delete(digest);
});

/**
 * Returns what has been loaded from the same certificates and keys and is still in use, or else what `load`
 * returns. Keeps neither by itself.
 */
export function sharedTls(
  material: TlsMaterial,
  minVersion: SecureVersion,
  load: () => LoadedTls,
): LoadedTls {
  const compared = lookUp(material, minVersion);
  if (compared !== undefined) return compared;
  const digest = digestOf(material, minVersion);
  const known = loadedByDigest.get(digest)?.deref();
  if (known !== undefined) return known;
  const loaded = load();
  loadedByDigest.set(digest, new WeakRef(loaded));
  forgotten.register(loaded, digest);
  return loaded;
}

/** Looks a match up by comparison: most processes have one or two, which is cheaper than a hash per channel. */
function lookUp(material: TlsMaterial, minVersion: SecureVersion): LoadedTls | undefined {
  if (loadedByDigest.size > MOST_COMPARED) return undefined;
  for (const reference of loadedByDigest.values()) {
    const loaded = reference.deref();
    if (loaded?.isFrom(material, minVersion) === true) return loaded;
  }
  return undefined;
}

/** The content's hash: unlike the content, it may be kept in a table. */
function digestOf(material: TlsMaterial, minVersion: SecureVersion): string {
  const parts = [pemText(material.cert), pemText(material.key), pemText(material.ca)];
  return process
    .getBuiltinModule("node:crypto")
    .createHash("sha256")
    .update(JSON.stringify([...parts, material.passphrase ?? "", minVersion]))
    .digest("base64");
}
