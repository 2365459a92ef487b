import { given } from "@tramline/protobuf/internal";
import { ConfigurationError } from "../configuration-error.ts";

/**
 * The target of a channel, taken apart as `scheme:path` or
 * `scheme://authority/path` (grpc/doc/naming.md). Nothing is percent-decoded.
 */
export interface Target {
  /** As the user wrote it. */
  readonly text: string;
  /** In lowercase; `dns` for a target that names no known scheme. */
  readonly scheme: string;
  /** Between `//` and the next `/`; for dns the name server. Mostly "". */
  readonly authority: string;
  /** Without the slash that ends the authority in dns, ipv4 and ipv6; those of a file path stay. */
  readonly path: string;
}

const URI = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/]*)(?=\/|$))?(.*)$/s;

/** The scheme of a target that names none that is known. */
const DEFAULT_SCHEME = "dns";

/**
 * Takes a target apart. Without a known scheme it is a name and a port (`orders:50051`), as for dns.
 *
 * @param schemes those that have a resolver
 * @throws ConfigurationError for a value that is not text, for `http://…` and other schemes in full form without a resolver
 */
export function parseTarget(text: string, schemes: { has(scheme: string): boolean }): Target {
  if (typeof text !== "string") {
    throw new ConfigurationError(
      "TARGET_NOT_TEXT",
      `invalid first parameter of createChannel: expected a target, such as "dns:///orders:50051" or "127.0.0.1:50051", got ${given(text)}`,
    );
  }
  const parts = URI.exec(text);
  const scheme = parts?.[1]?.toLowerCase() ?? "";
  if (parts === null || !schemes.has(scheme)) {
    if (parts?.[2] !== undefined) {
      throw new ConfigurationError(
        "TARGET_SCHEME_UNKNOWN",
        `invalid target "${text}": unknown scheme "${scheme}"; write a name as dns:///${parts[2] || "orders:50051"}, or add a resolver to the option resolvers`,
      );
    }
    return { text, scheme: DEFAULT_SCHEME, authority: "", path: text };
  }
  return { text, scheme, authority: parts[2] ?? "", path: parts[3] ?? "" };
}

/** Returns the text of a target with its scheme. */
export function canonicalTarget({ text, scheme, authority, path }: Target): string {
  return path === text && authority === "" ? `${scheme}:///${text}` : text;
}

/** For schemes that have no use for an authority. */
export function refuseAuthority(target: Target): void {
  if (target.authority === "") return;
  throw new ConfigurationError(
    "TARGET_AUTHORITY_UNSUPPORTED",
    `invalid target "${target.text}": ${target.scheme} does not take an authority, got "${target.authority}"; write ${target.scheme}:${target.path}`,
  );
}
