import {
  foldName,
  isBinaryName,
  isProtocolName,
  isReservedName,
  settableName,
} from "./field-name.ts";
import { valueFromWire, wireValue } from "./field-value.ts";
import { MetadataError } from "./metadata-error.ts";

/** The type of the values under a name: bytes if it ends in `-bin`, else text. */
export type MetadataValue<Name extends string> = string extends Name
  ? string | Uint8Array
  : Lowercase<Name> extends `${string}-bin`
    ? Uint8Array
    : string;

/**
 * A plain object as metadata: one value or several under a name; `undefined` is left out. Names that
 * end in `-bin` take bytes, others text.
 */
export type MetadataRecord = {
  readonly [name: string]: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
};

/** A value that metadata can be made from. */
export type MetadataInit =
  | Metadata
  | MetadataRecord
  | Iterable<readonly [name: string, value: string | Uint8Array]>;

/** Takes name and wire value of one field after another, such as an encoder of header blocks. */
export interface FieldSink {
  /** Takes one field as it travels: a lowercase name and its encoded value. */
  field(name: string, value: string): void;
}

/**
 * Metadata of a call: names with one or more values each, in the order in which they were added.
 *
 * Names are case-insensitive and kept in lower case: letters, digits, `_`, `-`, `.`. Values are
 * printable ASCII text, white space at the ends dropped, or bytes under names that end in `-bin`.
 * Names of HTTP and gRPC themselves (`grpc-…`, `content-type`, `te`, `user-agent`, …) cannot be set.
 *
 * ```ts
 * const metadata = new Metadata({ authorization: token, "trace-bin": bytes });
 * metadata.append("tag", "a");
 * metadata.get("trace-bin"); // Uint8Array | undefined
 * ```
 *
 * Methods that set throw MetadataError with a code per cause (see field-name.ts, field-value.ts);
 * methods that read bytes throw `RPC_METADATA_BASE64` if a peer sent something else.
 */
export class Metadata {
  /** Flat: name, wire value, name, wire value … */
  private wire: string[];
  /** Fields as received, until somebody looks. Shared with the receiver's memo: never written. */
  private received: readonly string[] | undefined;
  /** The source of the metadata, until the first access. */
  private init: MetadataInit | undefined;
  private isSealed: boolean;

  constructor(init?: MetadataInit) {
    this.wire = [];
    this.received = undefined;
    this.init = undefined;
    this.isSealed = false;
    if (init !== undefined) this.merge(init);
  }

  /**
   * Metadata of received fields, flat: name, value, name, value … with names in lower case. The array
   * is neither copied nor read before the first access, and never changed. Pseudo-headers and fields
   * of the protocol itself (content-type, grpc-status, …) are left out; values under `-bin` names
   * that an intermediary joined by commas are separated.
   */
  static fromFields(this: void, fields: readonly string[]): Metadata {
    const metadata = emptyMetadata();
    metadata.received = fields;
    return metadata;
  }

  /** Metadata made of `init` at the first access, which throws what the constructor would have thrown. */
  static deferred(this: void, init: MetadataInit | undefined): Metadata {
    const metadata = emptyMetadata();
    metadata.init = init;
    return metadata;
  }

  /** The number of values under all names. */
  get size(): number {
    return this.own().length >> 1;
  }

  /** The first value under a name. */
  get<Name extends string>(name: Name): MetadataValue<Name> | undefined {
    const wire = this.own();
    const folded = foldName(name);
    for (let i = 0; i < wire.length; i += 2) {
      if (wire[i] === folded) return valueFromWire(folded, wire[i + 1]!) as MetadataValue<Name>;
    }
    return undefined;
  }

  /** All values under a name, in their order; empty if there are none. */
  getAll<Name extends string>(name: Name): MetadataValue<Name>[] {
    const wire = this.own();
    const folded = foldName(name);
    const values: MetadataValue<Name>[] = [];
    for (let i = 0; i < wire.length; i += 2) {
      if (wire[i] === folded)
        values.push(valueFromWire(folded, wire[i + 1]!) as MetadataValue<Name>);
    }
    return values;
  }

  /** Whether there is a value under a name. */
  has(name: string): boolean {
    const wire = this.own();
    const folded = foldName(name);
    for (let i = 0; i < wire.length; i += 2) if (wire[i] === folded) return true;
    return false;
  }

  /** Replaces the values under a name by the given one or ones. */
  set<Name extends string>(
    name: Name,
    value: MetadataValue<NoInfer<Name>> | readonly MetadataValue<NoInfer<Name>>[],
  ): this {
    const folded = settableName(name);
    const values = (Array.isArray(value) ? value : [value]) as readonly (string | Uint8Array)[];
    // Converted before anything is removed: a refused value leaves the metadata as it was.
    const wireValues = values.map((one) => wireValue(folded, one));
    this.delete(folded);
    for (const one of wireValues) this.wire.push(folded, one);
    return this;
  }

  /** Adds a value behind those that the name has. */
  append<Name extends string>(name: Name, value: MetadataValue<NoInfer<Name>>): this {
    const folded = settableName(name);
    this.changeable().push(folded, wireValue(folded, value));
    return this;
  }

  /** Removes all values under a name; tells whether there were any. */
  delete(name: string): boolean {
    const wire = this.changeable();
    const folded = foldName(name);
    let kept = 0;
    for (let i = 0; i < wire.length; i += 2) {
      if (wire[i] === folded) continue;
      wire[kept] = wire[i]!;
      wire[kept + 1] = wire[i + 1]!;
      kept += 2;
    }
    const removed = kept !== wire.length;
    wire.length = kept;
    return removed;
  }

  /** Adds all entries of another, behind those that are there. */
  merge(init: MetadataInit): this {
    const wire = this.changeable();
    if (isMetadata(init)) {
      const other = init.own();
      const end = other.length;
      for (let i = 0; i < end; i++) wire.push(other[i]!);
    } else {
      writeMetadata(init, { field: (name, value) => wire.push(name, value) });
    }
    return this;
  }

  /** Name and value of each entry, in order. */
  *entries(): IterableIterator<[name: string, value: string | Uint8Array]> {
    const wire = this.own();
    for (let i = 0; i < wire.length; i += 2) {
      yield [wire[i]!, valueFromWire(wire[i]!, wire[i + 1]!)];
    }
  }

  /** Iterates over all entries in their order; values of names that end in `-bin` are bytes. */
  [Symbol.iterator](): IterableIterator<[name: string, value: string | Uint8Array]> {
    return this.entries();
  }

  /** The names, each once, with their values as lists; bytes in base64. */
  toJSON(): Record<string, string[]> {
    const byName = new Map<string, string[]>();
    const wire = this.own();
    for (let i = 0; i < wire.length; i += 2) {
      const values = byName.get(wire[i]!);
      if (values === undefined) byName.set(wire[i]!, [wire[i + 1]!]);
      else values.push(wire[i + 1]!);
    }
    return Object.fromEntries(byName);
  }

  /**
   * Hands each field to a sink in its wire form. Reserved names, which only received metadata can
   * hold, are left out, so that a server may pass on what it received.
   */
  writeTo(sink: FieldSink): void {
    if (this.init !== undefined) {
      writeMetadata(this.init, sink);
      return;
    }
    const wire = this.own();
    for (let i = 0; i < wire.length; i += 2) {
      if (!isReservedName(wire[i]!)) sink.field(wire[i]!, wire[i + 1]!);
    }
  }

  /**
   * Makes every change from now on throw `RPC_METADATA_SENT`: the metadata has been sent.
   */
  seal(): this {
    this.isSealed = true;
    return this;
  }

  private changeable(): string[] {
    if (this.isSealed) {
      throw new MetadataError(
        "RPC_METADATA_SENT",
        "invalid change of response headers: they have been sent; set them before the first response or sendHeaders()",
      );
    }
    return this.own();
  }

  private own(): string[] {
    if (this.init !== undefined) {
      const { init } = this;
      this.init = undefined;
      this.merge(init);
    }
    return this.received === undefined ? this.wire : this.readReceived(this.received);
  }

  private readReceived(fields: readonly string[]): string[] {
    this.received = undefined;
    const wire = this.wire;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i]!;
      const value = fields[i + 1]!;
      if (isProtocolName(name)) continue;
      if (isBinaryName(name) && value.includes(",")) {
        for (const part of value.split(",")) wire.push(name, part.trim());
      } else {
        wire.push(name, value);
      }
    }
    return wire;
  }
}

type Inspect = (value: unknown, options: object) => string;

// What console.log shows in Node: the entries, and not how they are kept. Not a member, because it is for Node alone.
Object.defineProperty(Metadata.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Metadata, _depth: number, options: object, inspect: Inspect): string {
    return `Metadata ${inspect(this.toJSON(), options)}`;
  },
});

// Outside of the class: bundlers rename a class that names itself, and logs show that name.
function emptyMetadata(): Metadata {
  return new Metadata();
}

function isMetadata(init: MetadataInit): init is Metadata {
  return init instanceof Metadata;
}

/**
 * Hands the fields of any metadata to a sink, in wire form and order, without making a Metadata: the
 * way of a call's metadata into its header block.
 *
 * @throws MetadataError as Metadata does, possibly after some fields were handed over
 */
export function writeMetadata(init: MetadataInit, sink: FieldSink): void {
  if (init instanceof Metadata) {
    init.writeTo(sink);
  } else if (isIterable(init)) {
    for (const [name, value] of init) writeEntry(name, value, sink);
  } else {
    for (const name in init) {
      if (!Object.hasOwn(init, name)) continue;
      const value = init[name];
      if (value === undefined) continue;
      if (typeof value === "string" || !Array.isArray(value)) {
        writeEntry(name, value as string | Uint8Array, sink);
      } else {
        for (const one of value as readonly (string | Uint8Array)[]) writeEntry(name, one, sink);
      }
    }
  }
}

function writeEntry(name: string, value: string | Uint8Array, sink: FieldSink): void {
  const folded = settableName(name);
  sink.field(folded, wireValue(folded, value));
}

function isIterable(
  init: MetadataRecord | Iterable<readonly [name: string, value: string | Uint8Array]>,
): init is Iterable<readonly [name: string, value: string | Uint8Array]> {
  return typeof (init as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
}
