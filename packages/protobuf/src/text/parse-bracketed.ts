// What stands under a name in brackets: extensions, and the content of an Any.

import { dynamicType } from "../dynamic/dynamic-type.ts";
import { wellKnownForm } from "../json/well-known.ts";
import { findExtension, isBracketName } from "./field-names.ts";
import { type FieldReader, skipped } from "./field-reader.ts";
import { skipFieldValue } from "./skip-value.ts";
import type { UnfinishedMessage } from "./unfinished-message.ts";

/** Reads an extension, or the content of an Any, from its bracket on. */
export function parseBracketed(unfinished: UnfinishedMessage, reader: FieldReader): void {
  const { lexer } = reader;
  const at = lexer.start;
  const name = lexer.bracketName();
  if (!isBracketName(name)) {
    throw lexer.error(
      "TEXT_NAME",
      `[${name}] is neither like [package.extension] nor like [type.googleapis.com/package.Type]`,
      at,
    );
  }
  if (name.includes("/")) parseAny(unfinished, name, at, reader);
  else parseExtension(unfinished, name, at, reader);
}

function parseExtension(
  { type, seen, extensions }: UnfinishedMessage,
  name: string,
  at: number,
  reader: FieldReader,
): void {
  const extension = findExtension(reader.registry, type, name);
  if (extension === undefined) {
    if (!reader.ignoreUnknownFields) {
      throw reader.lexer.error(
        "TEXT_EXTENSION_UNKNOWN",
        `the registry has no extension ${name} of ${type.typeName}; pass one that has it as option \`registry\``,
        at,
      );
    }
    skipFieldValue(reader.lexer, reader.depth);
    return;
  }
  if (extension.repeated) {
    const list = (extensions.get(extension) ?? []) as unknown[];
    extensions.set(extension, list);
    reader.values(extension, true, () => {
      const value = reader.value(extension);
      if (value !== skipped) list.push(value);
    });
    return;
  }
  seen.addOnce(extension, name, reader.lexer, at);
  reader.values(extension, false, () => {
    const value = reader.value(extension);
    if (value !== skipped) extensions.set(extension, value);
  });
}

function parseAny(
  { type, message, seen }: UnfinishedMessage,
  typeUrl: string,
  at: number,
  reader: FieldReader,
): void {
  const { lexer } = reader;
  if (wellKnownForm(type) !== "any") {
    throw lexer.error(
      "TEXT_ANY",
      `[${typeUrl}] is allowed in a google.protobuf.Any only, and this is a ${type.typeName}`,
      at,
    );
  }
  const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  const content = reader.registry?.getMessage(typeName);
  if (content === undefined) {
    throw lexer.error(
      "TEXT_ANY",
      `${typeName} is not in the registry; pass one that has it as option \`registry\``,
      at,
    );
  }
  if (type.fields.some((field) => seen.has(field))) {
    throw lexer.error("TEXT_ANY", "an Any has one content, and this one has it already", at);
  }
  for (const field of type.fields) seen.add(field);
  lexer.take(":");
  const value = reader.message(content);
  message["typeUrl"] = typeUrl;
  message["value"] = dynamicType(content).encode(value);
}
