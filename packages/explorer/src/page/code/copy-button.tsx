/** A button that copies a text, and says so. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Draws the button. */
export function CopyButton({ text, label }: { text: string; label: string }): JSX.Element {
  const [outcome, setOutcome] = useState("");
  useEffect(() => {
    if (outcome === "") return undefined;
    const timer = setTimeout(() => setOutcome(""), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied");
    } catch {
      setOutcome("The browser did not allow it");
    }
  };
  return (
    <span class="copy">
      <button type="button" class="quiet" aria-label={label} onClick={() => void copy()}>
        Copy
      </button>
      <span role="status" class="note">
        {outcome}
      </span>
    </span>
  );
}
