/** The control for a value of an enum. */
import type { JSX } from "preact";
import { useContract } from "../contract.ts";
import type { Absence } from "./form-parts.ts";
import type { ControlProps } from "./text-control.tsx";

/** Draws a list of an enum's values. A value without a name, out of JSON, is shown too. */
export function EnumControl(
  props: ControlProps & { readonly typeName: string; readonly absence: Absence },
): JSX.Element {
  const { id, label, value, onChange, typeName, absence } = props;
  const values = useContract().enums[typeName]?.values ?? [];
  if (typeName === "google.protobuf.NullValue") return <code id={id}>null</code>;
  const unset = absence === "unset" ? "" : (values[0]?.name ?? "");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const known = values.find(({ name, number }) => name === value || number === value);
  return (
    <select
      id={id}
      aria-label={label}
      value={value === undefined ? unset : (known?.name ?? text)}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(chosen === "" ? undefined : chosen);
      }}
    >
      {absence === "unset" && <option value="">not set</option>}
      {value !== undefined && known === undefined && <option value={text}>{text}</option>}
      {values.map(({ name, number }) => (
        <option key={name} value={name}>
          {name} = {number}
        </option>
      ))}
    </select>
  );
}
