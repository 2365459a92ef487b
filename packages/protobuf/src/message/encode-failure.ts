// Where in a message the value stands that could not be encoded. Encoding keeps no track of that: when it
// has failed, it is done once more with a message that notes what is read of it. The value that was read
// last is the one.

import { mismatchOf } from "../wire/empty-message.ts";
import { kindOf } from "../wire/value-kind.ts";
import { EncodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";

/**
 * The error for a message that `encode` or `encodeTo` has thrown on: "invalid value for
 * shop.v1.Order.items[2].price.cents: expected int64 (bigint), got number; use BigInt(value)".
 *
 * @param type the type that was being encoded
 * @param thrown becomes the cause; of an EncodeError, code and text stay
 */
export function encodeFailure<I>(
  type: { readonly typeName: string; encodeTo(message: I, writer: Writer): void },
  message: I,
  thrown: unknown,
): EncodeError {
  const { code, text } = described(type, message, thrown);
  return new EncodeError(code, text, thrown);
}

function described<I>(
  type: { readonly typeName: string; encodeTo(message: I, writer: Writer): void },
  message: I,
  thrown: unknown,
): { code: EncodeError["code"]; text: string } {
  const code = thrown instanceof EncodeError ? thrown.code : "PB_ENCODE_TYPE";
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const text = `invalid ${type.typeName} message: ${said}`;
  if (typeof message !== "object" || message === null) {
    return {
      code,
      text: `invalid ${type.typeName} message: expected an object, got ${kindOf(message)}`,
    };
  }
  // What filled the memory once is not tried again.
  if (code === "PB_ENCODE_TOO_LARGE") return { code, text };
  const trace = new Trace();
  try {
    type.encodeTo(trace.watch(message, "") as I, new Writer());
  } catch (error) {
    // The message names itself that lacks a required field.
    const last = code === "PB_ENCODE_REQUIRED_MISSING" ? trace.parent : trace.place;
    const place = trace.placeOf(mismatchOf(error)) ?? last;
    const what = trace.misfit(error) ?? said;
    // A message inside itself has no place.
    if (place !== "" && !(error instanceof RangeError)) {
      return { code, text: `invalid value for ${type.typeName}.${place}: ${what}` };
    }
  }
  return { code, text };
}

/** Notes what is read of a message. */
class Trace {
  /** Where the value stands that was read last: "items[2].price". */
  place = "";
  /** The message, list or map that it was read of. */
  parent = "";
  private value: unknown = this;
  private readonly places = new WeakMap<object, string>();

  /** A value in whose place the same is read, and noted. */
  watch(value: unknown, place: string): unknown {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    // Of no use with a proxy before them: their methods are theirs alone.
    if (value instanceof Date || value instanceof Set) return value;
    const watched =
      value instanceof Map ? this.watchMap(value, place) : this.watchObject(value, place);
    this.places.set(watched, place);
    return watched;
  }

  /** Returns where a value that {@link watch} returned stands. */
  placeOf(watched: unknown): string | undefined {
    return typeof watched === "object" && watched !== null ? this.places.get(watched) : undefined;
  }

  /** The error text for a value that should have been an object or array. */
  misfit(error: unknown): string | undefined {
    const { value } = this;
    if (error instanceof EncodeError && error.message.includes(", got function")) {
      // A method of text or of a list, which has the name of a field: "at" for instance.
      return typeof value === "function" ? undefined : `expected an object, got ${kindOf(value)}`;
    }
    if (!(error instanceof TypeError) || (typeof value === "object" && value !== null)) return;
    const wanted = error.message.includes("iterable") ? "an array" : "an object";
    return `expected ${wanted}, got ${kindOf(value)}`;
  }

  private note<V>(place: string, parent: string, read: () => V): unknown {
    this.place = place;
    this.parent = parent;
    this.value = this;
    const value = read();
    this.value = value;
    return this.watch(value, place);
  }

  private watchMap(map: ReadonlyMap<unknown, unknown>, place: string): object {
    const note = (key: unknown, value: unknown) => this.note(keyed(place, key), place, () => value);
    return Object.defineProperty(new Map(), Symbol.iterator, {
      value: function* () {
        for (const [key, value] of map) yield [key, note(key, value)];
      },
    });
  }

  private watchObject(object: object, place: string): object {
    const isList = Array.isArray(object);
    const isChoice = isOneof(object);
    let isMap = false;
    // Not of the object itself: a proxy may not give out others than the values of one that is frozen.
    return new Proxy(isList ? [] : {}, {
      get: (_, key) => {
        const read = (): unknown => Reflect.get(object, key);
        if (typeof key === "symbol" || (isChoice && key === "case")) return read();
        if (isList) return /^\d/.test(key) ? this.note(`${place}[${key}]`, place, read) : read();
        const name = isChoice ? object.case : key;
        const member = place === "" ? name : `${place}.${name}`;
        return this.note(isMap ? keyed(place, key) : member, place, read);
      },
      getPrototypeOf: () => Reflect.getPrototypeOf(object),
      has: (_, key) => key in object,
      // Asked for only when a map is given as object.
      ownKeys: () => {
        isMap = true;
        return Reflect.ownKeys(object);
      },
      getOwnPropertyDescriptor: (_, key) => ({
        ...Reflect.getOwnPropertyDescriptor(object, key),
        configurable: true,
      }),
    });
  }
}

function keyed(place: string, key: unknown): string {
  return `${place}[${typeof key === "string" ? JSON.stringify(key) : String(key)}]`;
}

/** The value of a oneof with a case chosen: its place is that of the field, not "value". */
function isOneof(object: object): object is { case: string } {
  return (
    "case" in object &&
    typeof object.case === "string" &&
    Object.keys(object).every((key) => key === "case" || key === "value")
  );
}
