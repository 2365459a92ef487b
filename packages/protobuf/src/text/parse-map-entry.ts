import type { FieldDescriptor, MapShape } from "../descriptor/descriptor.ts";
import { messageTemplate, zeroValue } from "../dynamic/message-template.ts";
import { type FieldReader, skipped } from "./field-reader.ts";
import { skipFieldValue } from "./skip-value.ts";
import { SeenFields } from "./unfinished-message.ts";

/** Reads an entry of a map, which replaces one with the same key. */
export function parseMapEntry(
  map: MapShape,
  entries: Map<unknown, unknown>,
  reader: FieldReader,
): void {
  const { lexer } = reader;
  // As in the binary form, entries are no level of their own.
  const close = reader.open();
  const seen = new SeenFields();
  let key: unknown = zeroValue(map.key);
  let element: unknown;
  while (!lexer.take(close)) {
    const at = lexer.start;
    const name = reader.fieldName(close);
    const field = map.entry.fieldByName(name);
    if (field === undefined) {
      if (!reader.ignoreUnknownFields) throw reader.unknownField(map.entry, name, at);
      skipFieldValue(lexer, reader.depth);
    } else {
      seen.addOnce(field, name, lexer, at);
      reader.values(field, false, () => {
        const value = reader.value(field);
        if (field === map.key) key = value;
        else element = value;
      });
    }
    reader.separator();
  }
  if (element !== skipped) entries.set(key, element ?? initialElement(map.value));
}

/** The value of an entry that gives none. */
function initialElement(field: FieldDescriptor): unknown {
  return field.message === undefined ? zeroValue(field) : messageTemplate(field.message).create();
}
