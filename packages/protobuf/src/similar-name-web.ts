// What browsers get instead of similar-name.ts (package.json, `browser`): names are listed, and not compared.

/** As in similar-name.ts, but for the comparison. */
export function didYouMean(_name: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `; there are: ${names.join(", ")}`;
}

/** As in similar-name.ts, but for the comparison: always undefined. */
export function similarName(_name: string, _names: readonly string[]): string | undefined {
  return undefined;
}
