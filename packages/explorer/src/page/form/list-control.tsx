/** The controls of a repeated field. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FieldJson } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { type Json, withElement } from "../json/json.ts";
import { ValueControl } from "./value-control.tsx";
import { firstValue } from "./values.ts";

/** Draws the elements of a list, with buttons to add and remove them. */
export function ListControl(props: {
  readonly field: FieldJson;
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}): JSX.Element {
  const { field, path, value, onChange } = props;
  const contract = useContract();
  const id = useId();
  const elements = Array.isArray(value) ? (value as readonly Json[]) : [];
  return (
    <div class="list">
      {elements.map((element, index) => (
        // Elements have no identity but their place.
        <div class="element" key={`${index}`}>
          <span class="element-index">{index}</span>
          <div class="element-value">
            <ValueControl
              id={`${id}-${index}`}
              label={`${field.name} ${index}`}
              path={`${path}[${index}]`}
              of={field}
              absence="never"
              value={element}
              onChange={(changed) =>
                onChange(withElement(elements, index, changed === undefined ? "" : changed))
              }
            />
          </div>
          <button
            type="button"
            class="quiet"
            aria-label={`Remove ${field.name} ${index}`}
            onClick={() => {
              const rest = withElement(elements, index, undefined);
              onChange(rest.length === 0 ? undefined : rest);
            }}
          >
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        class="quiet"
        aria-label={`Add ${field.name}`}
        onClick={() => onChange([...elements, firstValue(field, contract)])}
      >
        Add
      </button>
    </div>
  );
}
