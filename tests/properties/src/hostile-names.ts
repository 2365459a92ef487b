/** Names that mean something to JavaScript: properties that every object inherits or treats specially. */
export const inheritedNames: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "__defineGetter__",
  "__lookupSetter__",
  "toJSON",
  "then",
  "length",
  "name",
  "call",
  "apply",
];

/** Words that TypeScript reserves, here or there, and names of what generated code might use. */
export const reservedNames: readonly string[] = [
  ..."abstract any arguments as assert asserts async await bigint boolean break case catch class".split(
    " ",
  ),
  ..."const continue debugger declare default delete do else enum eval export extends false".split(
    " ",
  ),
  ..."finally for from function get global if implements import in infer instanceof interface".split(
    " ",
  ),
  ..."intrinsic is keyof let module namespace never new null number object of out override".split(
    " ",
  ),
  ..."package private protected public readonly require return satisfies set static string super".split(
    " ",
  ),
  ..."switch symbol this throw true try type typeof undefined unique unknown using var void while".split(
    " ",
  ),
  ..."with yield accessor Infinity NaN globalThis window process Buffer Function Reflect Proxy".split(
    " ",
  ),
  ..."Object Array String Number Boolean BigInt Symbol Map Set WeakMap Date Math JSON Error".split(
    " ",
  ),
  ..."TypeError RangeError Promise Uint8Array DataView RegExp Intl Iterator parseInt isNaN".split(
    " ",
  ),
  ..."Reader Writer MessageType MessageInit FileDescriptor messageType embeddedFile create encode".split(
    " ",
  ),
  ..."decode embedded file m w r tag start end into init item key value at held stop list map".split(
    " ",
  ),
  ..."json path options type field message text Record Partial Pick Omit ReadonlyMap Readonly".split(
    " ",
  ),
];

/** Both, each once whatever its case and underscores: so different, they make no conflict in one scope. */
export const hostileNames: readonly string[] = (() => {
  const seen = new Set<string>();
  return [...inheritedNames, ...reservedNames].filter((name) => {
    const key = nameKey(name);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
})();

/** Equal for names that the language takes for the same somewhere: in JSON, or as names of enum values. */
export function nameKey(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
