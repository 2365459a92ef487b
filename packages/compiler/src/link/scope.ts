import type { Definition, FileDefinition, Lookup } from "../descriptor/definitions.ts";
import type { SymbolTable } from "./symbol-table.ts";

const NOTHING: Lookup = { definition: undefined, resolvedName: undefined, invisible: undefined };

/**
 * Looks a name up as C++ does: from the innermost scope outwards for the name's first part, and
 * then the rest within what that stands for. A leading dot makes the name a full one.
 *
 * @param from full name of the element that uses the name; its scopes are searched.
 * @param typesOnly passes over whatever is neither a message nor an enum, such as a field of the same name.
 */
export function lookUp(
  table: SymbolTable,
  file: FileDefinition,
  name: string,
  from: string,
  typesOnly: boolean,
): Lookup {
  if (name.charCodeAt(0) === 0x2e) return find(table, file, name.slice(1));
  return search(table, file, name, from, typesOnly, true);
}

/** The search, for which what was found from a file's package on may be known. */
function search(
  table: SymbolTable,
  file: FileDefinition,
  name: string,
  from: string,
  typesOnly: boolean,
  useKnown: boolean,
): Lookup {
  const dot = name.indexOf(".");
  const head = dot === -1 ? name : name.slice(0, dot);
  let invisible: Definition | undefined;
  let scope = from;
  for (;;) {
    const end = scope.lastIndexOf(".");
    if (end === -1) {
      const last = find(table, file, name);
      return last.invisible === undefined && invisible !== undefined
        ? { ...last, invisible }
        : last;
    }
    scope = scope.slice(0, end);
    if (useKnown && invisible === undefined && scope === file.package) {
      return searchPackage(table, file, name, typesOnly);
    }
    const found = table.get(`${scope}.${head}`);
    if (found === undefined) continue;
    if (!isVisible(found, file)) {
      invisible ??= dot === -1 ? found : table.get(`${scope}.${name}`);
      continue;
    }
    if (dot === -1) {
      if (!typesOnly || found.kind === "message" || found.kind === "enum") {
        return { definition: found, resolvedName: undefined, invisible: undefined };
      }
    } else if (isAggregate(found)) {
      const inner = find(table, file, `${scope}.${name}`);
      if (inner.definition !== undefined) return inner;
      return { ...inner, resolvedName: `${scope}.${name}` };
    }
  }
}

/**
 * Searches a file's package and the packages around it. A file uses few names often, and a package
 * has many scopes, each of which is looked up by its full name: results are kept.
 */
function searchPackage(
  table: SymbolTable,
  file: FileDefinition,
  name: string,
  typesOnly: boolean,
): Lookup {
  const known = typesOnly ? file.knownTypes : file.knownNames;
  let found = known.get(name);
  if (found === undefined) {
    found = search(table, file, name, `${file.package}.`, typesOnly, false);
    known.set(name, found);
  }
  return found;
}

function find(table: SymbolTable, file: FileDefinition, fullName: string): Lookup {
  const definition = table.get(fullName);
  if (definition === undefined) return NOTHING;
  if (isVisible(definition, file)) {
    return { definition, resolvedName: undefined, invisible: undefined };
  }
  return { definition: undefined, resolvedName: undefined, invisible: definition };
}

function isAggregate(definition: Definition): boolean {
  const { kind } = definition;
  return kind === "package" || kind === "message" || kind === "enum" || kind === "service";
}

/**
 * True if a definition is in the file, or in one that it imports directly or by public imports. Of
 * what is imported for options fields alone are visible.
 */
function isVisible(definition: Definition, file: FileDefinition): boolean {
  const { visible, visibleOptions } = file;
  if (definition.kind === "package") {
    return haveCommon(definition.files, visible) || haveCommon(definition.files, visibleOptions);
  }
  if (visible.has(definition.file)) return true;
  return definition.kind === "field" && visibleOptions.has(definition.file);
}

function haveCommon<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const member of small) if (large.has(member)) return true;
  return false;
}
