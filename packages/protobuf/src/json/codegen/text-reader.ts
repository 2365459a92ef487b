import { writeUtf8 } from "../../wire/utf8.ts";
import { utf8Length } from "../../wire/utf8-length.ts";
import type { JsonError } from "../json-error.ts";
import type { JsonValue } from "../json-value.ts";
import type { ParseJsonOptions } from "../parse-message.ts";
import { oneofTwice } from "../parse-well-known.ts";
import { CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from "./characters.ts";
import { GivenFields } from "./given-fields.ts";
import { arrayAhead, gaveUp, JsonCursor, objectAhead } from "./json-cursor.ts";
import type {
  FieldNames,
  JsonReader,
  MessageForm,
  ScalarForm,
  SpecialForm,
  ValueForm,
} from "./json-form.ts";
import { Run } from "./json-run.ts";

/** Fields come in the order of the contract mostly; so many that may be absent are looked over. */
const FIELDS_AHEAD = 4;
/** Memory for the first text. */
const FIRST_BYTES = 8 * 1024;
/**
 * Larger memory than this is not kept when it was needed once. To take memory for each text costs more than to
 * parse it: V8 collects all of its heap when enough of such has come and gone.
 */
const KEPT_BYTES = 512 * 1024;

let spare: Uint8Array | undefined;

/**
 * A message from JSON text, with no objects in between: twice as fast as JSON.parse and what comes after it.
 *
 * @returns undefined where something is odd or wrong: then JSON.parse and the reader of values tell what it is.
 * And where much of the text is not ASCII, of which UTF-8 would first have to be made: JSON.parse does without
 */
export function readQuickly<T>(
  text: string,
  type: MessageForm<T>,
  options: ParseJsonOptions,
): T | undefined {
  // UTF-8 would make U+FFFD of half of a surrogate pair.
  if (looksForeign(text) || !text.isWellFormed()) return undefined;
  let most = text.length * 3 + 1;
  if (most > KEPT_BYTES) most = utf8Length(text) + 1;
  // Taken for the time of the call. Nothing of it is in the message.
  let bytes = spare ?? new Uint8Array(FIRST_BYTES);
  spare = undefined;
  if (most > bytes.length) bytes = new Uint8Array(Math.max(most, Math.min(most * 2, KEPT_BYTES)));
  const end = writeUtf8(bytes, 0, text);
  bytes[end] = 0;
  let message: T | undefined;
  try {
    message = new TextReader(new JsonCursor(bytes, end), options).whole(type);
  } catch {
    // Whatever it is, it comes again, with the way there.
  }
  if (bytes.length <= KEPT_BYTES) spare = bytes;
  return message;
}

/** A guess from some of its characters whether a good part of a text is not ASCII. */
function looksForeign(text: string): boolean {
  const step = (text.length >> 5) + 1;
  let count = 0;
  for (let i = step >> 1; i < text.length; i += step) {
    if (text.charCodeAt(i) > 127) count++;
  }
  return count > 1;
}

/** One run from JSON text to a message. */
class TextReader extends Run implements JsonReader {
  readonly settings: ParseJsonOptions;
  // Of no use here, where every name is seen.
  names: number;
  incomplete: boolean;
  private readonly cursor: JsonCursor;

  constructor(cursor: JsonCursor, options: ParseJsonOptions) {
    super(options.registry);
    this.settings = options;
    this.names = 0;
    this.incomplete = false;
    this.cursor = cursor;
  }

  whole<T>(type: MessageForm<T>): T {
    const message = this.message(this.cursor.value(), type);
    if (!this.cursor.atEnd()) throw gaveUp;
    return message;
  }

  message<T>(json: JsonValue, type: MessageForm<T>): T {
    if (type.special !== undefined) return this.special(json, type.special) as T;
    if (json !== objectAhead) throw gaveUp;
    this.enter();
    const message = this.fields(type);
    this.depth--;
    return message;
  }

  list<T>(json: JsonValue, form: ValueForm<T> | MessageForm<T>): T[] {
    const { cursor } = this;
    if (json !== arrayAhead) throw gaveUp;
    if (form.kind === "value" && form.shape === "double") {
      // The engine reads digits faster than it takes them one number at a time.
      return cursor.numbers().map((element) => this.element(element, form) as T);
    }
    cursor.take(OPEN_BRACKET);
    const list: T[] = [];
    if (cursor.take(CLOSE_BRACKET)) return list;
    if (form.kind === "value" && (form.shape === "int32" || form.shape === "uint32")) {
      this.integers(list, form, form.shape === "int32");
      return list;
    }
    do {
      const value = this.element(cursor.value(), form);
      if (value !== undefined) list.push(value);
    } while (cursor.more(CLOSE_BRACKET));
    return list;
  }

  private integers<T>(list: T[], form: ValueForm<T>, takesMinus: boolean): void {
    const { cursor } = this;
    do {
      const short = cursor.shortInteger(takesMinus);
      // The form gives the same number for it.
      list.push((short ?? this.element(cursor.value(), form)) as T);
    } while (cursor.more(CLOSE_BRACKET));
  }

  map<K, V>(
    json: JsonValue,
    keyForm: ScalarForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): Map<K, V> {
    const { cursor } = this;
    if (json !== objectAhead || !cursor.take(OPEN_BRACE)) throw gaveUp;
    const map = new Map<K, V>();
    if (cursor.take(CLOSE_BRACE)) return map;
    // A key whose value is skipped must not come twice, either.
    let skipped: Set<K> | undefined;
    do {
      const key = keyForm.parse(cursor.name(), this);
      if (map.has(key) || skipped?.has(key)) throw gaveUp;
      const value = this.element(cursor.value(), form);
      if (value !== undefined) {
        map.set(key, value);
      } else {
        skipped ??= new Set();
        skipped.add(key);
      }
    } while (cursor.more(CLOSE_BRACE));
    return map;
  }

  oneofTwice(name: string): JsonError {
    return oneofTwice(name, this);
  }

  private element<T>(json: JsonValue, form: ValueForm<T> | MessageForm<T>): T | undefined {
    if (json === null && !form.takesNull) throw gaveUp;
    return form.kind === "message" ? this.message(json, form) : form.parse(json, this);
  }

  private special(given: JsonValue, form: SpecialForm): unknown {
    const isAhead = given === objectAhead || given === arrayAhead;
    const json = isAhead ? this.cursor.container() : given;
    this.enter();
    const message = form.parse(json, this);
    this.depth--;
    return message;
  }

  private fields<T>(type: MessageForm<T>): T {
    const { cursor } = this;
    const { parseField, names } = type;
    const message = type.empty();
    cursor.take(OPEN_BRACE);
    if (cursor.take(CLOSE_BRACE)) return message;
    const given = new GivenFields();
    let unknown: Set<string> | undefined;
    let next = 0;
    do {
      let index = this.expected(names, next);
      if (index < 0) {
        const name = cursor.name();
        index = names.index.get(name) ?? -1;
        if (index < 0) {
          unknown ??= new Set();
          this.skip(name, unknown);
          continue;
        }
      }
      if (!given.add(index)) throw gaveUp;
      next = index + 1;
      parseField(message, index, cursor.value(), this);
    } while (cursor.more(CLOSE_BRACE));
    return message;
  }

  /** The field whose name comes next, if it is one of those expected; else -1. */
  private expected(names: FieldNames, next: number): number {
    const { cursor } = this;
    const { keys } = names;
    const last = Math.min(next + FIELDS_AHEAD, keys.length);
    for (let index = next; index < last; index++) {
      if (cursor.takeKey(keys[index] as Uint8Array)) return index;
    }
    return -1;
  }

  /** Steps over the value of a field that does not exist. */
  private skip(name: string, names: Set<string>): void {
    const { cursor } = this;
    if (this.settings.ignoreUnknownFields !== true || name.startsWith("[")) throw gaveUp;
    if (names.has(name)) throw gaveUp;
    names.add(name);
    const value = cursor.value();
    if (value === objectAhead || value === arrayAhead) cursor.container();
  }
}
