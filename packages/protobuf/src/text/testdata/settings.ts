// A contract with what only proto2 and editions have: extensions, groups, message sets, reserved names.

import { create, toBinary } from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { decodeFileDescriptorProto } from "../../descriptor/decode-file.ts";
import type { MessageDescriptor } from "../../descriptor/descriptor.ts";
import { createFileRegistry } from "../../registry/create-registry.ts";

const { OPTIONAL, REPEATED, REQUIRED } = peer.FieldDescriptorProto_Label;
const { INT32, INT64, STRING, MESSAGE, GROUP, ENUM, FIXED32 } = peer.FieldDescriptorProto_Type;

/** Linked with google.protobuf.Any. */
export const registry = createFileRegistry([
  decodeFileDescriptorProto(
    toBinary(peer.FileDescriptorProtoSchema, peer.file_google_protobuf_any.proto),
  ),
  decodeFileDescriptorProto(
    toBinary(
      peer.FileDescriptorProtoSchema,
      create(peer.FileDescriptorProtoSchema, {
        name: "settings.proto",
        package: "settings",
        dependency: ["google/protobuf/any.proto"],
        enumType: [
          {
            name: "Level",
            value: [
              { name: "LOW", number: 1 },
              { name: "true", number: 2 },
            ],
          },
        ],
        messageType: [
          {
            name: "Settings",
            extensionRange: [{ start: 100, end: 200 }],
            reservedName: ["gone"],
            field: [
              {
                name: "limits",
                number: 1,
                label: OPTIONAL,
                type: GROUP,
                typeName: ".settings.Settings.Limits",
              },
              {
                name: "level",
                number: 2,
                label: OPTIONAL,
                type: ENUM,
                typeName: ".settings.Level",
              },
              {
                name: "any",
                number: 3,
                label: OPTIONAL,
                type: MESSAGE,
                typeName: ".google.protobuf.Any",
              },
              { name: "set", number: 4, label: OPTIONAL, type: MESSAGE, typeName: ".settings.Set" },
              {
                name: "settings",
                number: 5,
                label: OPTIONAL,
                type: MESSAGE,
                typeName: ".settings.Settings",
              },
              {
                name: "late",
                number: 300,
                label: OPTIONAL,
                type: MESSAGE,
                typeName: ".settings.Must",
              },
            ],
            nestedType: [
              { name: "Limits", field: [{ name: "x", number: 1, label: OPTIONAL, type: INT32 }] },
            ],
          },
          { name: "Must", field: [{ name: "id", number: 1, label: REQUIRED, type: INT64 }] },
          {
            name: "Set",
            options: { messageSetWireFormat: true },
            extensionRange: [{ start: 4, end: 0x7fff_ffff }],
          },
          {
            name: "Item",
            field: [{ name: "x", number: 1, label: OPTIONAL, type: INT32 }],
            extension: [
              {
                name: "item",
                extendee: ".settings.Set",
                number: 4_000_000,
                label: OPTIONAL,
                type: MESSAGE,
                typeName: ".settings.Item",
              },
            ],
          },
        ],
        extension: [
          { name: "note", extendee: ".settings.Settings", number: 100, label: OPTIONAL, type: STRING },
          {
            name: "codes",
            extendee: ".settings.Settings",
            number: 101,
            label: REPEATED,
            type: FIXED32,
          },
          {
            name: "other",
            extendee: ".settings.Set",
            number: 2_000_000_000,
            label: OPTIONAL,
            type: MESSAGE,
            typeName: ".settings.Settings",
          },
        ],
      }),
    ),
  ),
]);

/** One message type of it. */
export function settings(name: string): MessageDescriptor {
  const message = registry.getMessage(`settings.${name}`);
  if (message === undefined) throw new Error(`no message settings.${name}`);
  return message;
}
