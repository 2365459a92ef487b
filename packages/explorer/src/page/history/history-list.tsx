/** The calls of the past, to make again. */
import type { JSX } from "preact";
import { formatMs } from "../call/format.ts";
import type { HistoryEntry } from "./history.ts";

/** Draws the list. */
export function HistoryList(props: {
  readonly history: readonly HistoryEntry[];
  readonly onChoose: (entry: HistoryEntry) => void;
  readonly onClear: () => void;
}): JSX.Element {
  const { history, onChoose, onClear } = props;
  return (
    <details class="history">
      <summary>
        History <span class="note">{history.length}</span>
      </summary>
      {history.length === 0 && <p class="note">Calls that have ended are listed here.</p>}
      <ol>
        {history.map((entry, index) => (
          <li key={`${entry.at} ${index}`}>
            <button type="button" class="history-entry" onClick={() => onChoose(entry)}>
              <span class="history-method">{entry.method.replace(/^.*\//, "")}</span>
              <span class={entry.code === "OK" ? "code-ok" : "code-failed"}>{entry.code}</span>
              <span class="time">
                {formatMs(entry.ms)} · {new Date(entry.at).toLocaleTimeString()}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {history.length > 0 && (
        <button type="button" class="quiet" onClick={onClear}>
          Clear history
        </button>
      )}
    </details>
  );
}
