/** JSON for reading: in color, cut where it is very long. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";

/** Longest text that is shown without a click, and that is colored, in characters. */
const SHOWN_LENGTH = 20_000;

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Shows the text of a JSON value. */
export function JsonView({ text, label }: { text: string; label: string }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > SHOWN_LENGTH && !isWhole;
  const shown = isCut ? text.slice(0, SHOWN_LENGTH) : text;
  const colored = useMemo(() => (isWhole ? [shown] : colorize(shown)), [shown, isWhole]);
  return (
    <>
      {/* biome-ignore lint: reachable by keyboard, as it scrolls */}
      <pre class="json" tabIndex={0} role="region" aria-label={label}>
        {colored}
      </pre>
      {isCut && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString("en")} characters
        </button>
      )}
    </>
  );
}

function colorize(text: string): (JSX.Element | string)[] {
  const parts: (JSX.Element | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [all, string, colon, word] = match;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + all.length;
    if (string === undefined) {
      parts.push(<span class={word === undefined ? "json-number" : "json-word"}>{all}</span>);
    } else if (colon === undefined) {
      parts.push(<span class="json-string">{all}</span>);
    } else {
      parts.push(<span class="json-name">{string}</span>, colon);
    }
  }
  parts.push(text.slice(end));
  return parts;
}
