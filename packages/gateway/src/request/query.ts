import { type FieldDescriptor, MAX_DECODE_DEPTH, type MessageDescriptor } from "@tramline/protobuf";
import type { Binding } from "../rule/binding.ts";
import { hasPrefix, resolvePath } from "../rule/field-path.ts";
import { decodePercent } from "../template/percent.ts";
import { badRequest } from "./bad-request.ts";
import { parseFieldText, parseMapEntry } from "./field-text.ts";
import { type AnyMessage, assign, checkFree, ownerOf, valueOf } from "./set-field.ts";

/** How a query is read. */
export interface QueryOptions {
  /** Whether unknown parameters are errors; otherwise they are skipped. */
  readonly rejectsUnknown: boolean;
}

/**
 * Sets the fields that a query names: by their names in the contract or in JSON, those of nested messages
 * behind a dot, elements of repeated fields by repeating the parameter, entries of maps as `field[key]=value`.
 *
 * @param query what follows the `?`
 * @throws StatusError INVALID_ARGUMENT
 */
export function applyQuery(
  message: AnyMessage,
  binding: Binding,
  query: string,
  options: QueryOptions,
): void {
  for (const [name, texts] of parseQuery(query)) {
    const place = `query parameter ${JSON.stringify(shortened(name))}`;
    const entry = entryOf(name);
    const names = (entry?.field ?? name).split(".");
    if (names.length > MAX_DECODE_DEPTH) {
      throw badRequest(
        `invalid ${place}: expected at most ${MAX_DECODE_DEPTH} names of fields, got ${names.length}`,
      );
    }
    const path = resolvePath(binding.method.input, names);
    const field = path?.at(-1);
    const isBound = path !== undefined && binding.bound.some((bound) => hasPrefix(path, bound));
    if (path === undefined && leadsThroughValue(binding.method.input, names)) {
      throw badRequest(`invalid ${place}: it names a field of a value that is not a message`);
    }
    if (path === undefined || field === undefined || isBound) {
      if (options.rejectsUnknown) throw badRequest(`invalid ${place}: ${whyUnknown(isBound)}`);
      continue;
    }
    const owner = ownerOf(message, path, place);
    if (field.map !== undefined) {
      setEntries(owner, field, entry?.key, texts, place);
    } else if (entry !== undefined) {
      throw badRequest(`invalid ${place}: ${field.name} is not a map`);
    } else {
      checkFree(owner, field, place);
      const value = parseFieldText(field, texts, place);
      const former = field.repeated ? (valueOf(owner, field) as unknown[] | undefined) : undefined;
      // One field may be named in both ways.
      assign(owner, field, former === undefined ? value : [...former, ...(value as unknown[])]);
    }
  }
}

/** Characters of a name that an error repeats. */
const SHOWN_CHARACTERS = 200;

function shortened(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name;
}

/** Reads `field[key]`. A regular expression would take quadratic time for a long name of brackets. */
function entryOf(name: string): { readonly field: string; readonly key: string } | undefined {
  const open = name.endsWith("]") ? name.lastIndexOf("[") : -1;
  return open < 0 ? undefined : { field: name.slice(0, open), key: name.slice(open + 1, -1) };
}

/** Whether a name begins with that of a field that is not a single message: a mistake, and not unknown. */
function leadsThroughValue(type: MessageDescriptor, names: readonly string[]): boolean {
  for (let length = names.length - 1; length > 0; length--) {
    const field = resolvePath(type, names.slice(0, length))?.at(-1);
    if (field !== undefined) return field.message === undefined || field.repeated;
  }
  return false;
}

function whyUnknown(isBound: boolean): string {
  return isBound ? "the path or the body has this field" : "the request has no such field";
}

function setEntries(
  owner: AnyMessage,
  field: FieldDescriptor,
  key: string | undefined,
  texts: readonly string[],
  place: string,
): void {
  const [text, ...others] = texts;
  if (key === undefined || text === undefined || others.length > 0) {
    throw badRequest(`invalid ${place}: expected entries of the map as ${field.name}[key]=value`);
  }
  const map = valueOf(owner, field) as Map<unknown, unknown>;
  for (const [one, value] of parseMapEntry(field, key, text, place)) map.set(one, value);
}

/**
 * Parses a query (application/x-www-form-urlencoded): values by name, in the order of names.
 *
 * @throws StatusError INVALID_ARGUMENT for a malformed escape
 */
function parseQuery(query: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>();
  if (query === "") return parameters;
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeForm(equals < 0 ? pair : pair.slice(0, equals));
    const value = decodeForm(equals < 0 ? "" : pair.slice(equals + 1));
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

function decodeForm(text: string): string {
  const decoded = decodePercent(text.replaceAll("+", " "));
  if (decoded !== undefined) return decoded;
  throw badRequest(
    `invalid query: expected percent-encoded UTF-8, got ${JSON.stringify(text.slice(0, 60))}`,
  );
}
