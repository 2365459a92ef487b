import { staticNames } from "./static-table.ts";

/** Names that are interned in a process; a peer that makes names up only makes later ones slower. */
const MAX_NAMES = 512;

const interned = new Map<string, string>(staticNames.map((name) => [name, name]));
const holder: Record<string, number> = Object.create(null) as Record<string, number>;

/**
 * Returns an equal string that is the engine's own copy, as the literals of a program are: comparing
 * it with those takes one comparison of pointers. The layers above do that for each field of each
 * section, while a name is decoded once per entry of the dynamic table.
 */
export function internName(name: string): string {
  const known = interned.get(name);
  if (known !== undefined) return known;
  if (interned.size >= MAX_NAMES) return name;
  // Strings become interned by being property keys, and come back as such.
  holder[name] = 0;
  let own = name;
  for (const key in holder) own = key;
  delete holder[name];
  interned.set(own, own);
  return own;
}
