// Names: how those of a .proto file turn into those of JavaScript and JSON.

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const qualifiedName = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** An identifier of the language: letters, digits and underscores, not starting with a digit. */
export function isIdentifier(name: string): boolean {
  return identifier.test(name);
}

/** Identifiers joined by dots, without a leading dot. */
export function isQualifiedName(name: string): boolean {
  return qualifiedName.test(name);
}

/** Longest name accepted; compilers of other languages stop far below. */
export const maxNameLength = 4096;

/**
 * The JSON name a field has unless one is declared: underscores go, and the
 * letter after one becomes a capital. Other letters stay as they are.
 */
export function lowerCamelName(name: string): string {
  let result = "";
  let capital = false;
  for (let i = 0; i < name.length; i++) {
    const char = name.charAt(i);
    if (char === "_") {
      capital = true;
    } else {
      result += capital ? char.toUpperCase() : char;
      capital = false;
    }
  }
  return result;
}

// A property of this name is never absent: reading it finds Object.prototype's.
const inheritedNames: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Appends `$` to names that every object inherits a property of ("constructor", "toString"). */
export function safePropertyName(name: string): string {
  return inheritedNames.has(name) ? `${name}$` : name;
}

/** Property name of a field or oneof: lowerCamelCase where that is an identifier, made safe. */
export function fieldPropertyName(name: string): string {
  const camel = lowerCamelName(name);
  return safePropertyName(isIdentifier(camel) ? camel : name);
}

/**
 * Property name of a method on clients and implementations: `GetOrder` is
 * `getOrder`. `then` gets a `$`, or awaiting a client would call it.
 */
export function methodPropertyName(name: string): string {
  const camel = lowerCamelName(name);
  const local = isIdentifier(camel) ? camel.charAt(0).toLowerCase() + camel.slice(1) : name;
  return local === "then" ? "then$" : safePropertyName(local);
}

/**
 * The prefix that an enum's values repeat from its name, by the style guides'
 * habit: `ORDER_STATUS_` for `OrderStatus`, `HTTP_STATUS_` for `HTTPStatus`.
 * Empty when one value lacks it, or would not be an identifier without it.
 */
export function sharedEnumPrefix(enumName: string, valueNames: readonly string[]): string {
  const first = valueNames[0];
  if (first === undefined) return "";
  const wanted = enumName.replaceAll("_", "").toUpperCase();
  let matched = 0;
  let end = 0;
  while (end < first.length && matched < wanted.length) {
    const char = first.charAt(end++);
    if (char === "_") continue;
    if (char.toUpperCase() !== wanted.charAt(matched++)) return "";
  }
  if (matched < wanted.length || first.charAt(end) !== "_") return "";
  const prefix = first.slice(0, end + 1);
  for (const name of valueNames) {
    if (!name.startsWith(prefix) || !/^[A-Za-z]/.test(name.slice(prefix.length))) return "";
  }
  return prefix;
}

/** `name`, or `name$suffix` if that is taken; suffixes are unique, so one step is enough. */
export function unusedName(name: string, suffix: string, taken: Set<string>): string {
  const unused = taken.has(name) ? `${name}$${suffix}` : name;
  taken.add(unused);
  return unused;
}
