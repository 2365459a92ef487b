import { readFileSync } from "node:fs";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";

/** In what a descriptor set differs from another: the names of files. */
export interface SetDifferences {
  /** Not in it, but in the other. */
  readonly missing: readonly string[];
  /** In it, but not in the other. */
  readonly more: readonly string[];
  /** In both, but not the same, whatever the order of fields. */
  readonly different: readonly string[];
}

/** The encoded files of a descriptor set that a compiler wrote, by their names, whatever their order. */
export function readSet(name: string): ReadonlyMap<string, Uint8Array> {
  const bytes = readFileSync(name);
  const files = new Map<string, Uint8Array>();
  let position = 0;
  while (position < bytes.length) {
    const content = fieldOne(bytes, position);
    position = content.byteOffset - bytes.byteOffset + content.length;
    files.set(new TextDecoder().decode(fieldOne(content, 0)), content);
  }
  return files;
}

/** Compares a set of files with what it should be. */
export function compareSets(
  set: ReadonlyMap<string, Uint8Array>,
  wanted: ReadonlyMap<string, Uint8Array>,
): SetDifferences {
  return {
    missing: [...wanted.keys()].filter((name) => !set.has(name)),
    more: [...set.keys()].filter((name) => !wanted.has(name)),
    different: [...set].flatMap(([name, bytes]) => {
      const other = wanted.get(name);
      return other === undefined || isSame(bytes, other) ? [] : [name];
    }),
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return areEqual(one, other) || areEqual(canonical(one), canonical(other));
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** A file with its fields in the order of their numbers. */
function canonical(bytes: Uint8Array): Uint8Array {
  return FileDescriptorProto.encode(FileDescriptorProto.decode(bytes));
}

/** The content of the length-delimited field 1 at a position: a set's file, a file's name. */
function fieldOne(bytes: Uint8Array, start: number): Uint8Array {
  if (bytes[start] !== 0x0a) throw new Error("a descriptor set with something else than files");
  let position = start + 1;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++] ?? 0;
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  return bytes.subarray(position, position + length);
}
