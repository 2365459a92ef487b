import { StatusError } from "../status/status-error.ts";
import type { Compressor } from "./compressor.ts";

/** The name for messages that are not compressed. */
export const identityEncoding = "identity";

/**
 * The message encodings that a channel or server knows, in order of preference
 * (https://github.com/grpc/grpc/blob/master/doc/compression.md).
 */
export class CompressionRegistry {
  /** The value of `grpc-accept-encoding`: all names, `identity` first. */
  readonly acceptEncoding: string;
  /** The same for people to read. */
  readonly shown: string;
  private readonly compressors: readonly Compressor[];
  /** The last `grpc-accept-encoding` of a peer and what was chosen for it: it hardly changes. */
  private lastAccepted: string;
  private lastChosen: Compressor | undefined;

  /** @throws RangeError for a name that is empty, not a token, `identity`, or there twice */
  constructor(compressors: readonly Compressor[] = []) {
    const names: string[] = [identityEncoding];
    for (const one of compressors) {
      const { name } = one;
      if (
        typeof name !== "string" ||
        typeof one.compress !== "function" ||
        typeof one.decompress !== "function"
      ) {
        throw new RangeError(
          "invalid compressor: expected an object with name, compress, and decompress",
        );
      }
      if (!/^[a-z0-9_.-]+$/.test(name)) {
        throw new RangeError(
          `invalid compressor name: expected lower-case letters, digits, "_", "-", and ".", got ${JSON.stringify(name)}`,
        );
      }
      if (names.includes(name)) {
        throw new RangeError(`duplicate compressor name ${JSON.stringify(name)}: register it once`);
      }
      names.push(name);
    }
    this.compressors = [...compressors];
    this.acceptEncoding = names.join(",");
    this.shown = names.join(", ");
    this.lastAccepted = "";
    this.lastChosen = undefined;
  }

  /** The names, without `identity`. */
  get names(): string[] {
    return this.compressors.map((one) => one.name);
  }

  /** The compressor of a name; undefined if there is none (and for `identity`). */
  find(name: string): Compressor | undefined {
    for (const one of this.compressors) if (one.name === name) return one;
    return undefined;
  }

  /**
   * The compressor to send with; undefined for `identity`.
   *
   * @throws StatusError INTERNAL for a name that is not registered: the sender's own mistake
   */
  forSending(name: string): Compressor | undefined {
    if (name === identityEncoding) return undefined;
    const found = this.find(name);
    if (found !== undefined) return found;
    throw new StatusError(
      "INTERNAL",
      `invalid compression: expected one of ${this.shown}, got ${JSON.stringify(name)}`,
    );
  }

  /**
   * The compressor for a received `grpc-encoding`; undefined for `identity`.
   *
   * @throws StatusError UNIMPLEMENTED for an unknown one, naming those accepted. On a server, send
   * `acceptEncoding` with it, so that the client can learn.
   */
  forReceiving(name: string): Compressor | undefined {
    if (name === identityEncoding) return undefined;
    const found = this.find(name);
    if (found !== undefined) return found;
    throw new StatusError(
      "UNIMPLEMENTED",
      `unsupported message encoding: expected one of ${this.shown}, got ${JSON.stringify(name)}`,
    );
  }

  /**
   * The first of our compressors that a peer accepts; undefined if it accepts none.
   *
   * @param acceptEncoding the peer's `grpc-accept-encoding`, empty if it sent none
   */
  choose(acceptEncoding: string): Compressor | undefined {
    if (acceptEncoding !== this.lastAccepted) {
      this.lastChosen = this.compressors.find((one) => acceptsEncoding(acceptEncoding, one.name));
      this.lastAccepted = acceptEncoding;
    }
    return this.lastChosen;
  }
}

/** Whether a `grpc-accept-encoding` list names an encoding. */
export function acceptsEncoding(acceptEncoding: string, name: string): boolean {
  if (acceptEncoding === "") return false;
  for (const part of acceptEncoding.split(",")) if (part.trim() === name) return true;
  return false;
}

/**
 * Returns the names in an `accept-encoding` list of HTTP, with commas between them. Quality values only rule
 * out what has a value of 0 (RFC 9110 section 12.5.3).
 */
export function acceptedEncodings(list: string): string {
  const names: string[] = [];
  for (const part of list.split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const isRuledOut = parameters.some((one) => /^\s*q=0(\.0*)?\s*$/.test(one));
    if (!isRuledOut) names.push(name.trim());
  }
  return names.join(",");
}
