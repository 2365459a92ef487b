/**
 * Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`. Returns undefined when the
 * text has no such section; throws when one begins and does not end.
 */
export function replaceMarkedSection(
  text: string,
  name: string,
  content: string,
): string | undefined {
  const opening = `<!-- ${name} -->`;
  const closing = `<!-- /${name} -->`;
  const begin = text.indexOf(opening);
  if (begin < 0) return undefined;
  const end = text.indexOf(closing, begin);
  if (end < 0) throw new Error(`${opening} has no ${closing} after it`);
  return `${text.slice(0, begin + opening.length)}\n${content.trim()}\n${text.slice(end)}`;
}
