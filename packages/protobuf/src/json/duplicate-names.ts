/**
 * Looks for an object that has a name twice, which JSON.parse does not tell: it
 * keeps the last. What is meant then nobody knows, and two parsers that disagree
 * about it are a way past checks.
 *
 * @param text valid JSON
 * @returns the name, or undefined when all are different
 */
export function findDuplicateName(text: string): string | undefined {
  // For each open object the names seen; for each open array nothing.
  const open: (Set<string> | undefined)[] = [];
  let names: Set<string> | undefined;
  let lastString = "";
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const start = i + 1;
        let escaped = false;
        for (i = start; text.charCodeAt(i) !== 0x22 && i < text.length; i++) {
          if (text.charCodeAt(i) === 0x5c) {
            escaped = true;
            i++;
          }
        }
        if (names !== undefined) {
          lastString = escaped
            ? (JSON.parse(text.slice(start - 1, i + 1)) as string)
            : text.slice(start, i);
        }
        break;
      }
      case 0x3a:
        // A colon outside of strings comes after a name, and only there.
        if (names?.has(lastString)) return lastString;
        names?.add(lastString);
        break;
      case 0x7b:
        open.push(names);
        names = new Set();
        break;
      case 0x5b:
        open.push(names);
        names = undefined;
        break;
      case 0x7d:
      case 0x5d:
        names = open.pop();
        break;
      default:
    }
  }
  return undefined;
}
