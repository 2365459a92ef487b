import assert from "node:assert/strict";
import { create, createFileRegistry, type DescService, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { file_edge_edge } from "./gen/edge/edge.ts";

/** The contract as its own descriptors have it, for programs that know nothing of ours. */
export function foreignService(): DescService {
  const { encoded } = file_edge_edge();
  const file = fromBinary(
    FileDescriptorProtoSchema,
    Uint8Array.from(encoded, (char) => char.charCodeAt(0)),
  );
  // Generated code leaves out the JSON names that fields have by their names.
  for (const { field } of file.messageType) for (const one of field) one.jsonName = one.name;
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
  const service = registry.getService("edge.EdgeService");
  assert.ok(service);
  return service;
}
