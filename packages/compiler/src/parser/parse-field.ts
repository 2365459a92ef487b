import type { FieldNode, Label, MapType, MessageBody, TypeName } from "../ast/nodes.ts";
import { IDENTIFIER } from "../lexer/tokens.ts";
import { type Cursor, MAX_MESSAGE_NESTING, OPEN_BRACE } from "./cursor.ts";
import { parseIdentifier, parseInteger, parseTypeName } from "./parse-names.ts";
import { parseCompactOptions } from "./parse-options.ts";

const COMMA = 0x2c;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;

/** Where a field stands; some forms are not allowed everywhere. */
export type FieldPlace = "message" | "oneof" | "extend";

/** Reads the body of a group, the cursor being on its `{`; given by the parser of messages. */
export type ParseGroupBody = (cursor: Cursor) => MessageBody | undefined;

/** Reads a field, map field or group. */
export function parseField(
  cursor: Cursor,
  place: FieldPlace,
  parseGroupBody: ParseGroupBody,
): FieldNode | undefined {
  const first = cursor.at;
  let label = parseLabel(cursor);
  const labelToken = label === undefined ? -1 : first;
  if (label !== undefined && place === "oneof") {
    cursor.errorAt("PARSE_ONEOF_LABEL", first, first, `A field of a oneof has no label.`, {
      hint: `Leave out "${label}".`,
    });
    label = undefined;
  }
  if (label !== undefined && cursor.syntax === "editions") reportLabel(cursor, first, label);
  const type = parseFieldType(cursor, place, label, labelToken);
  if (type === undefined) return undefined;
  if (!("kind" in type) && label === undefined && place !== "oneof" && cursor.syntax === "proto2") {
    cursor.errorAt(
      "PARSE_MISSING_LABEL",
      type.first,
      type.last,
      `A field of proto2 begins with "optional", "required" or "repeated".`,
      {
        notes: [`Without 'syntax = "proto3";' at its beginning a file is proto2.`],
        hint: `Write "optional ${type.name}", or make the file proto3.`,
      },
    );
  }
  const name = parseIdentifier(cursor, "the field's name");
  if (name === undefined) return undefined;
  if (!cursor.take(EQUALS)) {
    cursor.expected(`"="`, `and the field's number after "${name.name}"`, {
      hint: "Every field has a number of its own, by which it is known on the wire.",
    });
    return undefined;
  }
  const number = parseInteger(cursor, "the field's number");
  if (number === undefined) return undefined;
  const options = parseCompactOptions(cursor);
  if (options === null) return undefined;
  let group: MessageBody | undefined;
  if (!("kind" in type) && type.name === "group") {
    if (cursor.syntax === "editions") {
      const text = "There are no groups in editions.";
      cursor.errorAt("PARSE_EDITION_GROUP", type.first, type.last, text, {
        hint: `Use a message and "[features.message_encoding = DELIMITED]".`,
      });
    }
    if (cursor.kind() !== OPEN_BRACE) {
      cursor.expected(`"{"`, "to open the group");
      return undefined;
    }
    if (!cursor.enter("Messages", MAX_MESSAGE_NESTING)) return undefined;
    group = parseGroupBody(cursor);
    cursor.leave();
    if (group === undefined) return undefined;
  } else if (!cursor.expectEnd("after the field")) {
    return undefined;
  }
  const kind = "field";
  const last = cursor.at - 1;
  return { kind, first, last, label, labelToken, type, name, number, options, group };
}

/** Editions say by features what labels said. */
function reportLabel(cursor: Cursor, token: number, label: Label): void {
  if (label === "repeated") return;
  const text = `There is no label "${label}" in editions.`;
  cursor.errorAt("PARSE_EDITION_LABEL", token, token, text, {
    hint:
      label === "optional"
        ? `Leave it out: fields have presence unless "features.field_presence" says otherwise.`
        : `Leave it out and write "[features.field_presence = LEGACY_REQUIRED]".`,
  });
}

function parseLabel(cursor: Cursor): Label | undefined {
  if (cursor.kind() !== IDENTIFIER) return undefined;
  if (cursor.takeWord("repeated")) return "repeated";
  if (cursor.takeWord("optional")) return "optional";
  if (cursor.takeWord("required")) return "required";
  return undefined;
}

function parseFieldType(
  cursor: Cursor,
  place: FieldPlace,
  label: Label | undefined,
  labelToken: number,
): TypeName | MapType | undefined {
  const first = cursor.at;
  if (!(cursor.isWord("map") && cursor.tokens.kind(first + 1) === LESS)) {
    return parseTypeName(cursor, placeOf(place));
  }
  if (place === "oneof") {
    cursor.error("PARSE_MAP_IN_ONEOF", "A map field cannot be in a oneof.", {
      hint: "Put it in a message of its own.",
    });
  } else if (place === "extend") {
    cursor.error("PARSE_MAP_EXTENSION", "A map field cannot be an extension.");
  } else if (label !== undefined) {
    cursor.errorAt("PARSE_MAP_LABEL", labelToken, first, "A map field has no label.", {
      hint: `Leave out "${label}".`,
    });
  }
  cursor.at += 2;
  const key = parseTypeName(cursor, "the type of the map's keys");
  if (key === undefined || !cursor.expect(COMMA, "after the type of the map's keys")) {
    return undefined;
  }
  const value = parseTypeName(cursor, "the type of the map's values");
  if (value === undefined || !cursor.expect(GREATER, "after the type of the map's values")) {
    return undefined;
  }
  return { kind: "map", first, last: cursor.at - 1, key, value };
}

function placeOf(place: FieldPlace): string {
  if (place === "message") return "a field or another statement of a message";
  return place === "oneof" ? "a field of the oneof" : "an extension field";
}
