import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { canonical } from "./canonical.ts";
import { differences } from "./differences.ts";
import { readFields } from "./wire.ts";

/** Most differences that are told of one file. */
const MAX_DIFFERENCES = 5;

/** The files of a FileDescriptorSet as they are encoded, by name, in their order. */
export type DescriptorSet = ReadonlyMap<string, Uint8Array>;

/** Splits an encoded FileDescriptorSet; throws when it is malformed. */
export function splitSet(bytes: Uint8Array): DescriptorSet {
  const files = new Map<string, Uint8Array>();
  for (const field of readFields(bytes)) {
    const name = readFields(field.value).find(({ number }) => number === 1);
    if (field.number !== 1 || name === undefined) throw new Error("this is no FileDescriptorSet");
    files.set(Buffer.from(name.value).toString("utf8"), field.value);
  }
  return files;
}

/** What comparing one file came to. */
export interface FileComparison {
  readonly name: string;
  /** True when the bytes are the same as they are, with no ordering. */
  readonly identical: boolean;
  /** Why the file failed; undefined when the descriptors are the same. */
  readonly failure: string | undefined;
}

/** Compares every file of protoc's set with ours, and finds those that only ours has. */
export function compareSets(protoc: DescriptorSet, ours: DescriptorSet): FileComparison[] {
  const results: FileComparison[] = [];
  for (const [name, expected] of protoc) {
    const actual = ours.get(name);
    results.push(
      actual === undefined
        ? { name, identical: false, failure: "ours is missing" }
        : compareFile(name, expected, actual),
    );
  }
  for (const name of ours.keys()) {
    if (!protoc.has(name))
      results.push({ name, identical: false, failure: "protoc has no such file" });
  }
  return results;
}

/** Compares one file's descriptor, byte for byte once the fields are in order. */
export function compareFile(name: string, protoc: Uint8Array, ours: Uint8Array): FileComparison {
  if (Buffer.compare(protoc, ours) === 0) return { name, identical: true, failure: undefined };
  const schema = FileDescriptorProtoSchema;
  const left = canonical(protoc, schema);
  const right = canonical(ours, schema);
  if (Buffer.compare(left, right) === 0) return { name, identical: false, failure: undefined };
  const found = differences(left, right, schema, MAX_DIFFERENCES);
  return { name, identical: false, failure: found.join("\n") };
}

/** True when two sets have their files in the same order. */
export function sameOrder(protoc: DescriptorSet, ours: DescriptorSet): boolean {
  const left = [...protoc.keys()];
  const right = [...ours.keys()];
  return left.length === right.length && left.every((name, index) => name === right[index]);
}
