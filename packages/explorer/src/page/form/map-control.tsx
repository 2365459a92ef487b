/** The controls of a map field. */
import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { FieldJson } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { isObject, type Json } from "../json/json.ts";
import { ValueControl } from "./value-control.tsx";
import { firstValue, isNumeric, parseNumber } from "./values.ts";

/** An entry while it is edited: two may have the same key for a moment. */
type Entry = readonly [key: string, value: Json];

/** Draws the entries of a map, with buttons to add and remove them. */
export function MapControl(props: {
  readonly field: FieldJson;
  readonly mapKey: string;
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}): JSX.Element {
  const { field, mapKey, path, value, onChange } = props;
  const contract = useContract();
  const id = useId();
  const given = isObject(value) ? value : {};
  const [entries, setEntries] = useState<readonly Entry[]>(Object.entries(given));
  useEffect(() => {
    // A value that differs comes from elsewhere.
    if (JSON.stringify(given) !== JSON.stringify(Object.fromEntries(entries))) {
      setEntries(Object.entries(given));
    }
  }, [value]);
  const change = (next: readonly Entry[]): void => {
    setEntries(next);
    onChange(next.length === 0 ? undefined : Object.fromEntries(next));
  };
  const replace = (index: number, entry: Entry): void =>
    change(entries.map((one, at) => (at === index ? entry : one)));
  return (
    <div class="list">
      {entries.map(([key, content], index) => {
        const wrong = wrongKey(mapKey, key, index, entries);
        return (
          // Entries have no identity but their place: keys change while they are typed.
          <div class="element" key={`${index}`}>
            <span class="control map-key">
              <input
                type="text"
                aria-label={`${field.name} key ${index}`}
                aria-invalid={wrong !== undefined}
                placeholder={`key: ${mapKey}`}
                value={key}
                spellcheck={false}
                autocomplete="off"
                onInput={(event) => replace(index, [event.currentTarget.value, content])}
              />
              {wrong !== undefined && <span class="wrong">{wrong}</span>}
            </span>
            <div class="element-value">
              <ValueControl
                id={`${id}-${index}`}
                label={`${field.name} value ${index}`}
                path={`${path}.${key}`}
                of={field}
                absence="never"
                value={content}
                onChange={(changed) => replace(index, [key, changed === undefined ? "" : changed])}
              />
            </div>
            <button
              type="button"
              class="quiet"
              aria-label={`Remove ${field.name} ${index}`}
              onClick={() => change(entries.filter((_one, at) => at !== index))}
            >
              Remove
            </button>
          </div>
        );
      })}
      <button
        type="button"
        class="quiet"
        aria-label={`Add ${field.name}`}
        onClick={() =>
          change([...entries, [firstKey(mapKey, entries), firstValue(field, contract)]])
        }
      >
        Add
      </button>
    </div>
  );
}

function firstKey(mapKey: string, entries: readonly Entry[]): string {
  if (mapKey === "bool") return entries.some(([key]) => key === "true") ? "false" : "true";
  return isNumeric(mapKey) ? String(entries.length) : "";
}

function wrongKey(
  mapKey: string,
  key: string,
  index: number,
  entries: readonly Entry[],
): string | undefined {
  if (entries.findIndex(([other]) => other === key) < index) return "The key is there already.";
  if (mapKey === "bool") {
    return key === "true" || key === "false" ? undefined : "Write true or false.";
  }
  if (!isNumeric(mapKey)) return undefined;
  const parsed = parseNumber(mapKey, key);
  return "wrong" in parsed ? parsed.wrong : undefined;
}
