// Maps as they may be given: as Map, or as plain object.

import { isOther } from "../wire/empty-message.ts";
import { kindOf } from "../wire/value-kind.ts";
import { EncodeError } from "../wire/wire-error.ts";

/**
 * The entries of a map: of the Map itself, or of an object's own properties.
 * @param parseKey from the name of a property to the key it stands for
 * @throws EncodeError PB_ENCODE_TYPE for a value that is neither
 */
export function mapEntries<K, V>(
  init: ReadonlyMap<K, V> | { readonly [name: string]: V | undefined },
  parseKey: (name: string) => K,
): Iterable<readonly [K, V]> {
  if (isMap(init)) return init;
  if (typeof init === "object" && init !== null && !isOther(init)) {
    return propertiesOf(init, parseKey);
  }
  throw new EncodeError("PB_ENCODE_TYPE", `expected a Map or an object, got ${kindOf(init)}`);
}

/** One after another, so that when one cannot be encoded it is known which. */
function* propertiesOf<K, V>(
  init: { readonly [name: string]: V | undefined },
  parseKey: (name: string) => K,
): Generator<readonly [K, V]> {
  for (const name of Object.keys(init)) {
    const value = init[name];
    if (value !== undefined) yield [parseKey(name), value];
  }
}

function isMap<K, V>(
  init: ReadonlyMap<K, V> | { readonly [name: string]: V | undefined },
): init is ReadonlyMap<K, V> {
  return init instanceof Map;
}

/** A new map with the entries of what was given, if it was. */
export function createMap<K, V>(
  init: ReadonlyMap<K, V> | { readonly [name: string]: V | undefined } | undefined,
  parseKey: (name: string) => K,
): Map<K, V> {
  return init === undefined ? new Map<K, V>() : new Map(mapEntries(init, parseKey));
}

/** Like {@link createMap}, of messages, each of which is created. */
export function createMapOf<K, V, I>(
  init: ReadonlyMap<K, I> | { readonly [name: string]: I | undefined } | undefined,
  parseKey: (name: string) => K,
  create: (init: I) => V,
): Map<K, V> {
  const map = new Map<K, V>();
  if (init !== undefined) {
    for (const [key, value] of mapEntries(init, parseKey)) map.set(key, create(value));
  }
  return map;
}

/** For map<string, …>. */
export function stringKey(name: string): string {
  return name;
}

/**
 * For maps from 32-bit integers.
 * @throws EncodeError PB_ENCODE_MAP_KEY
 */
export function numberKey(name: string): number {
  const key = Number(name);
  if (String(key) !== name || !Number.isInteger(key)) throw keyError(name, "an integer");
  return key;
}

/**
 * For maps from 64-bit integers.
 * @throws EncodeError PB_ENCODE_MAP_KEY
 */
export function bigintKey(name: string): bigint {
  if (!/^-?[0-9]{1,20}$/.test(name)) throw keyError(name, "an integer");
  return BigInt(name);
}

/**
 * For map<bool, …>.
 * @throws EncodeError PB_ENCODE_MAP_KEY
 */
export function booleanKey(name: string): boolean {
  if (name !== "true" && name !== "false") throw keyError(name, "true or false");
  return name === "true";
}

function keyError(name: string, wanted: string): EncodeError {
  return new EncodeError(
    "PB_ENCODE_MAP_KEY",
    `invalid key of the map: expected ${wanted}, got ${JSON.stringify(name)}`,
  );
}
