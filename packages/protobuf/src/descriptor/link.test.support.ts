import { create, toBinary } from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { createFileRegistry } from "../registry/create-registry.ts";
import type { FileDescriptorProto } from "../wkt/gen/google/protobuf/descriptor.ts";
import { decodeFileDescriptorProto } from "./decode-file.ts";

export type PeerInit = Parameters<typeof create<typeof peer.FileDescriptorProtoSchema>>[1];

/** Builds a proto as a compiler would hand it over: encoded by the peer, decoded by us. */
function fileProto(init: PeerInit): FileDescriptorProto {
  const message = create(peer.FileDescriptorProtoSchema, init);
  return decodeFileDescriptorProto(toBinary(peer.FileDescriptorProtoSchema, message));
}

export function link(...inits: PeerInit[]) {
  return createFileRegistry(inits.map(fileProto));
}

export const { OPTIONAL, REPEATED } = peer.FieldDescriptorProto_Label;

export const { INT32, INT64, STRING, MESSAGE, ENUM, GROUP, BYTES, DOUBLE } =
  peer.FieldDescriptorProto_Type;
