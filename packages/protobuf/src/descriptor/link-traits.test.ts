import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as peer from "@bufbuild/protobuf/wkt";
import {
  BYTES,
  DOUBLE,
  ENUM,
  GROUP,
  INT32,
  INT64,
  link,
  MESSAGE,
  OPTIONAL,
  REPEATED,
  STRING,
} from "./link.test.support.ts";

describe("link: traits", () => {
  test("proto3 optional is presence without a oneof", () => {
    const registry = link({
      name: "a.proto",
      package: "a",
      syntax: "proto3",
      messageType: [
        {
          name: "M",
          field: [
            { name: "plain", number: 1, label: OPTIONAL, type: INT32 },
            {
              name: "maybe",
              number: 2,
              label: OPTIONAL,
              type: INT32,
              oneofIndex: 1,
              proto3Optional: true,
            },
            { name: "in_one", number: 3, label: OPTIONAL, type: STRING, oneofIndex: 0 },
            { name: "many", number: 4, label: REPEATED, type: INT32 },
          ],
          oneofDecl: [{ name: "choice" }, { name: "_maybe" }],
        },
      ],
    });
    const message = registry.getMessage("a.M");
    assert.ok(message);
    assert.deepEqual(
      message.fields.map((field) => field.presence),
      [false, true, true, false],
    );
    assert.deepEqual(
      message.oneofs.map((oneof) => oneof.name),
      ["choice"],
    );
    assert.deepEqual(
      message.members.map((member) => member.localName),
      ["plain", "maybe", "choice", "many"],
    );
    assert.equal(message.fieldByName("maybe")?.proto3Optional, true);
    assert.equal(message.fieldByName("many")?.packed, true);
    assert.equal(message.fieldByName("in_one")?.utf8Validation, true);
  });

  test("proto2: groups, required, defaults, closed enums, jstype", () => {
    const registry = link({
      name: "a.proto",
      enumType: [
        {
          name: "Color",
          value: [
            { name: "COLOR_RED", number: 5 },
            { name: "COLOR_BLUE", number: 6 },
          ],
        },
      ],
      messageType: [
        {
          name: "M",
          field: [
            { name: "part", number: 1, label: REPEATED, type: GROUP, typeName: ".M.Part" },
            {
              name: "must",
              number: 2,
              label: peer.FieldDescriptorProto_Label.REQUIRED,
              type: STRING,
              defaultValue: "x",
            },
            {
              name: "color",
              number: 3,
              label: OPTIONAL,
              type: ENUM,
              typeName: ".Color",
              defaultValue: "COLOR_BLUE",
            },
            {
              name: "big",
              number: 4,
              label: OPTIONAL,
              type: INT64,
              defaultValue: "-9223372036854775808",
            },
            {
              name: "text",
              number: 5,
              label: OPTIONAL,
              type: INT64,
              defaultValue: "7",
              options: { jstype: peer.FieldOptions_JSType.JS_STRING },
            },
            {
              name: "raw",
              number: 6,
              label: OPTIONAL,
              type: BYTES,
              defaultValue: "\\000\\377a\\n\\x41",
            },
            { name: "inf", number: 7, label: OPTIONAL, type: DOUBLE, defaultValue: "-inf" },
            { name: "many", number: 8, label: REPEATED, type: INT32 },
          ],
          nestedType: [{ name: "Part" }],
        },
      ],
    });
    const message = registry.getMessage("M");
    assert.ok(message);
    const [part, must, color, big, text, raw, inf, many] = message.fields;
    assert.equal(part?.delimited, true);
    assert.equal(must?.required, true);
    assert.equal(must?.utf8Validation, false);
    assert.equal(color?.defaultValue, 6);
    assert.equal(color?.openEnum, false);
    assert.equal(color?.enum?.sharedPrefix, "COLOR_");
    assert.equal(color?.enum?.values[0]?.localName, "RED");
    assert.equal(big?.defaultValue, -(2n ** 63n));
    assert.equal(text?.defaultValue, "7");
    assert.equal(text?.jstype, "string");
    assert.deepEqual(raw?.defaultValue, Uint8Array.of(0, 255, 97, 10, 65));
    assert.equal(inf?.defaultValue, Number.NEGATIVE_INFINITY);
    assert.equal(many?.packed, false);
    assert.equal(message.nestedMessages[0]?.localName, "M_Part");
  });

  test("editions resolve features from file, message and field", () => {
    const registry = link({
      name: "a.proto",
      syntax: "editions",
      edition: peer.Edition.EDITION_2023,
      options: { features: { fieldPresence: peer.FeatureSet_FieldPresence.IMPLICIT } },
      messageType: [
        {
          name: "M",
          options: {
            features: { repeatedFieldEncoding: peer.FeatureSet_RepeatedFieldEncoding.EXPANDED },
          },
          field: [
            { name: "implicit", number: 1, label: OPTIONAL, type: INT32 },
            {
              name: "explicit",
              number: 2,
              label: OPTIONAL,
              type: INT32,
              options: { features: { fieldPresence: peer.FeatureSet_FieldPresence.EXPLICIT } },
            },
            {
              name: "required",
              number: 3,
              label: OPTIONAL,
              type: INT32,
              options: {
                features: { fieldPresence: peer.FeatureSet_FieldPresence.LEGACY_REQUIRED },
              },
            },
            { name: "many", number: 4, label: REPEATED, type: INT32 },
            {
              name: "group",
              number: 5,
              label: OPTIONAL,
              type: MESSAGE,
              typeName: ".M",
              options: { features: { messageEncoding: peer.FeatureSet_MessageEncoding.DELIMITED } },
            },
          ],
        },
      ],
    });
    const fields = registry.getMessage("M")?.fields ?? [];
    assert.deepEqual(
      fields.map((field) => field.presence),
      [false, true, true, false, true],
    );
    assert.deepEqual(
      fields.map((field) => field.required),
      [false, false, true, false, false],
    );
    assert.equal(fields[3]?.packed, false);
    assert.equal(fields[4]?.delimited, true);
  });

  test("property names are unique and inherit nothing", () => {
    const names = [
      "foo_bar",
      "fooBar",
      "constructor",
      "to_string",
      "toString",
      "_1",
      "__proto__",
      "class",
    ];
    const registry = link({
      name: "a.proto",
      messageType: [
        {
          name: "M",
          field: names.map((name, index) => ({
            name,
            number: index + 1,
            label: OPTIONAL,
            type: INT32,
          })),
        },
      ],
    });
    assert.deepEqual(
      registry.getMessage("M")?.fields.map((field) => field.localName),
      [
        "fooBar",
        "fooBar$2",
        "constructor$",
        "toString$",
        "toString$$5",
        "_1",
        "proto",
        "class",
      ].map((name) => (name === "proto" ? "Proto" : name)),
    );
  });

  test("comments and positions", () => {
    const registry = link({
      name: "a.proto",
      messageType: [{ name: "M", field: [{ name: "x", number: 1, label: OPTIONAL, type: INT32 }] }],
      sourceCodeInfo: {
        location: [
          {
            path: [4, 0],
            span: [3, 0, 5, 1],
            leadingComments: " A message.\n",
            leadingDetachedComments: [" far\n"],
          },
          { path: [4, 0, 2, 0], span: [4, 2, 18], trailingComments: " right\n" },
          { path: [12], span: [0, 0, 18], leadingComments: " Licence\n" },
        ],
      },
    });
    const message = registry.getMessage("M");
    assert.deepEqual(message?.comments, {
      leading: " A message.\n",
      trailing: undefined,
      leadingDetached: [" far\n"],
    });
    assert.equal(message?.fields[0]?.comments.trailing, " right\n");
    assert.deepEqual(message?.fields[0]?.span, {
      startLine: 4,
      startColumn: 2,
      endLine: 4,
      endColumn: 18,
    });
    assert.equal(message?.file.syntaxComments.leading, " Licence\n");
    assert.equal(message?.file.comments.leading, undefined);
  });

  test("methods know path, kind and types", () => {
    const registry = link({
      name: "a.proto",
      package: "a.b",
      messageType: [{ name: "M" }],
      service: [
        {
          name: "S",
          method: [
            { name: "GetIt", inputType: ".a.b.M", outputType: "M" },
            {
              name: "Then",
              inputType: ".a.b.M",
              outputType: ".a.b.M",
              serverStreaming: true,
              clientStreaming: true,
            },
          ],
        },
      ],
    });
    const [getIt, then] = registry.getService("a.b.S")?.methods ?? [];
    assert.equal(getIt?.path, "/a.b.S/GetIt");
    assert.equal(getIt?.localName, "getIt");
    assert.equal(getIt?.methodKind, "unary");
    assert.equal(getIt?.output.typeName, "a.b.M");
    assert.equal(then?.methodKind, "bidiStreaming");
    assert.equal(then?.localName, "then$");
    assert.equal(registry.get("a.b.S.Then"), then);
  });
});
