import { type Codec, protobufCodec } from "./codec.ts";

/**
 * Returns the codecs of a server by their names: protobuf, and those given.
 *
 * @throws RangeError for a codec whose name is missing or invalid, or that lacks a function
 */
export function codecsByName(codecs: readonly Codec[] = []): ReadonlyMap<string, Codec> {
  const byName = new Map<string, Codec>([[protobufCodec.name, protobufCodec]]);
  for (const codec of codecs) {
    checkCodec(codec);
    byName.set(codec.name, codec);
  }
  return byName;
}

/**
 * Checks a codec that a user gives.
 *
 * @throws RangeError for a codec whose name is missing or invalid, or that lacks a function
 */
export function checkCodec(codec: Codec): void {
  const given = codec as Partial<Codec> | null | undefined;
  if (
    typeof given?.name !== "string" ||
    typeof given.encode !== "function" ||
    typeof given.decode !== "function"
  ) {
    throw new RangeError("expected an object with name, encode, and decode");
  }
  if (!/^[a-z0-9_.-]+$/.test(given.name)) {
    throw new RangeError(
      `expected lower-case letters, digits, "_", "-", and "." as the name of a codec, got ${JSON.stringify(given.name)}`,
    );
  }
}
