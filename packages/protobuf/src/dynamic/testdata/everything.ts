// A contract with every kind of field, linked by us and by the peer.

import {
  createFileRegistry as createPeerRegistry,
  create,
  type DescFile,
  type DescMessage,
  toBinary,
} from "@bufbuild/protobuf";
import * as peer from "@bufbuild/protobuf/wkt";
import { decodeFileDescriptorProto } from "../../descriptor/decode-file.ts";
import type { MessageDescriptor } from "../../descriptor/descriptor.ts";
import { lowerCamelName } from "../../descriptor/names.ts";
import { createFileRegistry } from "../../registry/create-registry.ts";

type FieldInit = Parameters<typeof create<typeof peer.FieldDescriptorProtoSchema>>[1];
type FileInit = Exclude<
  Parameters<typeof create<typeof peer.FileDescriptorProtoSchema>>[1],
  undefined | peer.FileDescriptorProto
>;
type MessageInit = NonNullable<FileInit["messageType"]>[number];

const { OPTIONAL, REPEATED, REQUIRED } = peer.FieldDescriptorProto_Label;
const types = peer.FieldDescriptorProto_Type;
const scalars = Object.entries(types)
  .filter(([name]) => /^[A-Z]/.test(name) && !["GROUP", "MESSAGE", "ENUM"].includes(name))
  .map(([name, type]) => ({ name: name.toLowerCase(), type: Number(type) }));
const keys = scalars.filter(({ name }) => !["double", "float", "bytes"].includes(name));

function mapField(scope: string, name: string, number: number, key: number, value: FieldInit) {
  const entry = `${name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Entry`;
  return {
    field: { name, number, label: REPEATED, type: types.MESSAGE, typeName: `${scope}.${entry}` },
    entry: {
      name: entry,
      options: { mapEntry: true },
      field: [
        { name: "key", number: 1, label: OPTIONAL, type: key },
        { ...value, name: "value", number: 2, label: OPTIONAL },
      ],
    },
  };
}

const wellKnown = [
  "Timestamp",
  "Duration",
  "FieldMask",
  "Struct",
  "Value",
  "ListValue",
  "Any",
  "Empty",
  "StringValue",
  "BytesValue",
  "Int64Value",
  "FloatValue",
  "BoolValue",
];

function everything(): MessageInit {
  const maps = [
    ...keys.map(({ name, type }, i) =>
      mapField(".test.Everything", `map_${name}`, 200 + i, type, { type: types.STRING }),
    ),
    mapField(".test.Everything", "map_message", 230, types.STRING, {
      type: types.MESSAGE,
      typeName: ".test.Everything",
    }),
    mapField(".test.Everything", "map_enum", 231, types.INT32, {
      type: types.ENUM,
      typeName: ".test.Color",
    }),
    mapField(".test.Everything", "map_bytes", 232, types.STRING, { type: types.BYTES }),
  ];
  const scalar = (prefix: string, first: number, extra: (i: number) => FieldInit) =>
    scalars.map(({ name, type }, i) => ({
      label: OPTIONAL,
      ...extra(i),
      name: `${prefix}_${name}`,
      number: first + i,
      type,
    }));
  const color = {
    type: types.ENUM,
    typeName: ".test.Color",
  };
  const self = { type: types.MESSAGE, typeName: ".test.Everything" };
  return {
    name: "Everything",
    field: [
      ...scalar("plain", 1, () => ({})),
      ...scalar("maybe", 21, (i) => ({ proto3Optional: true, oneofIndex: 1 + i })),
      ...scalar("many", 41, () => ({ label: REPEATED })),
      ...scalar("loose", 61, () => ({ label: REPEATED })).map((field) =>
        ["loose_string", "loose_bytes"].includes(field.name)
          ? field
          : { ...field, options: { packed: false } },
      ),
      ...scalar("chosen", 81, () => ({ oneofIndex: 0 })),
      { ...color, name: "color", number: 100, label: OPTIONAL },
      { ...color, name: "colors", number: 101, label: REPEATED },
      { ...self, name: "self", number: 102, label: OPTIONAL },
      { ...self, name: "selves", number: 103, label: REPEATED },
      { ...self, name: "chosen_self", number: 104, label: OPTIONAL, oneofIndex: 0 },
      { ...color, name: "chosen_color", number: 105, label: OPTIONAL, oneofIndex: 0 },
      {
        name: "as_text",
        number: 106,
        label: OPTIONAL,
        type: types.INT64,
        options: { jstype: peer.FieldOptions_JSType.JS_STRING },
      },
      {
        name: "as_texts",
        number: 107,
        label: REPEATED,
        type: types.SINT64,
        options: { jstype: peer.FieldOptions_JSType.JS_STRING },
      },
      { name: "renamed", number: 108, label: OPTIONAL, type: types.STRING, jsonName: "other-name" },
      {
        name: "null_value",
        number: 109,
        label: OPTIONAL,
        type: types.ENUM,
        typeName: ".google.protobuf.NullValue",
        oneofIndex: 0,
      },
      ...wellKnown.map((name, i) => ({
        name: `wkt_${name.toLowerCase()}`,
        number: 110 + i,
        label: OPTIONAL,
        type: types.MESSAGE,
        typeName: `.google.protobuf.${name}`,
      })),
      ...wellKnown.map((name, i) => ({
        name: `list_${name.toLowerCase()}`,
        number: 130 + i,
        label: REPEATED,
        type: types.MESSAGE,
        typeName: `.google.protobuf.${name}`,
      })),
      ...maps.map((map) => map.field),
    ],
    oneofDecl: [{ name: "choice" }, ...scalars.map(({ name }) => ({ name: `_maybe_${name}` }))],
    nestedType: maps.map((map) => map.entry),
  };
}

const wktFiles: readonly DescFile[] = [
  peer.file_google_protobuf_timestamp,
  peer.file_google_protobuf_duration,
  peer.file_google_protobuf_field_mask,
  peer.file_google_protobuf_struct,
  peer.file_google_protobuf_any,
  peer.file_google_protobuf_empty,
  peer.file_google_protobuf_wrappers,
];

const colorEnum: NonNullable<FileInit["enumType"]>[number] = {
  name: "Color",
  value: [
    { name: "COLOR_UNSPECIFIED", number: 0 },
    { name: "COLOR_RED", number: 1 },
    { name: "COLOR_BLUE", number: -7 },
  ],
};

const files = [
  ...wktFiles.map((file) => file.proto),
  create(peer.FileDescriptorProtoSchema, {
    name: "test/everything.proto",
    package: "test",
    syntax: "proto3",
    dependency: wktFiles.map((file) => file.proto.name),
    messageType: [everything()],
    enumType: [colorEnum],
  }),
  create(peer.FileDescriptorProtoSchema, {
    name: "test/old.proto",
    package: "test.old",
    enumType: [colorEnum],
    messageType: [
      {
        name: "Old",
        field: [
          { name: "must", number: 1, label: REQUIRED, type: types.INT32 },
          {
            name: "part",
            number: 2,
            label: OPTIONAL,
            type: types.GROUP,
            typeName: ".test.old.Old.Part",
          },
          {
            name: "parts",
            number: 3,
            label: REPEATED,
            type: types.GROUP,
            typeName: ".test.old.Old.Part",
          },
          {
            name: "color",
            number: 4,
            label: OPTIONAL,
            type: types.ENUM,
            typeName: ".test.old.Color",
            defaultValue: "COLOR_RED",
          },
          {
            name: "colors",
            number: 5,
            label: REPEATED,
            type: types.ENUM,
            typeName: ".test.old.Color",
          },
          {
            name: "packed_colors",
            number: 6,
            label: REPEATED,
            type: types.ENUM,
            typeName: ".test.old.Color",
            options: { packed: true },
          },
          { name: "text", number: 7, label: OPTIONAL, type: types.STRING, defaultValue: "hi" },
          {
            name: "as_number",
            number: 8,
            label: OPTIONAL,
            type: types.UINT64,
            options: { jstype: peer.FieldOptions_JSType.JS_NUMBER },
          },
          mapField(".test.old.Old", "colors_by_name", 9, types.STRING, {
            type: types.ENUM,
            typeName: ".test.old.Color",
          }).field,
        ],
        nestedType: [
          { name: "Part", field: [{ name: "x", number: 1, label: OPTIONAL, type: types.INT32 }] },
          mapField(".test.old.Old", "colors_by_name", 9, types.STRING, {
            type: types.ENUM,
            typeName: ".test.old.Color",
          }).entry,
        ],
      },
    ],
  }),
];

// The peer takes JSON names from the compiler, as real descriptors have them.
for (const file of files) {
  for (const message of file.messageType.flatMap((outer) => [outer, ...outer.nestedType])) {
    for (const field of message.field) {
      if (field.jsonName === "") field.jsonName = lowerCamelName(field.name);
    }
  }
}

/** Our registry of the contract. */
export const ourRegistry = createFileRegistry(
  files.map((file) => decodeFileDescriptorProto(toBinary(peer.FileDescriptorProtoSchema, file))),
);

/** The peer's. */
export const peerRegistry = createPeerRegistry(
  create(peer.FileDescriptorSetSchema, { file: files }),
);

/** One message type in ours. */
export function ours(typeName: string): MessageDescriptor {
  const message = ourRegistry.getMessage(typeName);
  if (message === undefined) throw new Error(`no message ${typeName}`);
  return message;
}

/** The same in the peer's. */
export function theirs(typeName: string): DescMessage {
  const message = peerRegistry.getMessage(typeName);
  if (message === undefined) throw new Error(`the peer has no message ${typeName}`);
  return message;
}
