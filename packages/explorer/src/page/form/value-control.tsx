/** The control for one value of any type. */
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { MessageJson } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { isObject, type Json } from "../json/json.ts";
import { AnyControl } from "./any-control.tsx";
import { BytesControl } from "./bytes-control.tsx";
import { EnumControl } from "./enum-control.tsx";
import { type Absence, FormPartsContext, type ValueProps } from "./form-parts.ts";
import { type ControlProps, JsonControl, TextControl } from "./text-control.tsx";
import { parseNumber } from "./values.ts";

/** Draws a control for a value of a scalar, enum, or message type. */
export function ValueControl(props: ValueProps): JSX.Element {
  const { of, absence, ...control } = props;
  const contract = useContract();
  const { MessageForm } = useContext(FormPartsContext);
  const isEmptyUnset = absence !== "never";
  switch (of.type) {
    case "bool":
      return <BoolControl {...control} absence={absence} />;
    case "string":
      return (
        <TextControl
          {...control}
          rows={1}
          isEmptyUnset={isEmptyUnset}
          parse={(text) => ({ value: text })}
        />
      );
    case "bytes":
      return <BytesControl {...control} isEmptyUnset={isEmptyUnset} />;
    case "enum":
      return <EnumControl {...control} typeName={of.typeName ?? ""} absence={absence} />;
    case "message": {
      const message = contract.messages[of.typeName ?? ""];
      return message?.form === undefined || message.form === "empty" ? (
        <MessageForm
          typeName={of.typeName ?? ""}
          path={control.path}
          value={isObject(control.value) ? control.value : {}}
          onChange={control.onChange}
        />
      ) : (
        <WellKnownControl {...props} message={message} />
      );
    }
    default:
      return (
        <TextControl
          {...control}
          isEmptyUnset={isEmptyUnset}
          inputMode={of.type === "double" || of.type === "float" ? "decimal" : "numeric"}
          hint="0"
          parse={(text) => parseNumber(of.type, text.trim())}
        />
      );
  }
}

function BoolControl(props: ControlProps & { readonly absence: Absence }): JSX.Element {
  const { id, label, value, onChange, absence } = props;
  const shown = value ?? (absence === "unset" ? null : false);
  return (
    <select
      id={id}
      aria-label={label}
      value={JSON.stringify(shown)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        onChange(text === "null" ? undefined : text === "true");
      }}
    >
      {absence === "unset" && <option value="null">not set</option>}
      <option value="true">true</option>
      <option value="false">false</option>
    </select>
  );
}

function WellKnownControl(props: ValueProps & { readonly message: MessageJson }): JSX.Element {
  const { message, of: _of, ...control } = props;
  const wrapped = message.fields[0] ?? { type: "string" };
  switch (message.form) {
    case "wrapper":
      return <ValueControl {...control} of={wrapped} />;
    case "timestamp":
      return <TimestampControl {...control} />;
    case "duration":
      return (
        <TextControl
          {...control}
          isEmptyUnset={props.absence !== "never"}
          hint="1.5s"
          parse={(text) =>
            /^-?\d+(\.\d{1,9})?s$/.test(text)
              ? { value: text }
              : { wrong: "Write seconds: 90s, or 0.25s." }
          }
        />
      );
    case "fieldMask":
      return (
        <TextControl
          {...control}
          isEmptyUnset={props.absence !== "never"}
          hint="name,address.city"
          parse={(text) => ({ value: text })}
        />
      );
    case "any":
      return <AnyControl {...control} />;
    default:
      return <JsonControl {...control} accepts={(value) => wrongJson(message.form, value)} />;
  }
}

function wrongJson(form: string | undefined, value: Json): string | undefined {
  if (form === "struct" && !isObject(value)) return "Write an object: {…}.";
  if (form === "listValue" && !Array.isArray(value)) return "Write an array: […].";
  return undefined;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function TimestampControl(props: ControlProps & { readonly absence: Absence }): JSX.Element {
  return (
    <span class="with-button">
      <TextControl
        {...props}
        isEmptyUnset={props.absence !== "never"}
        hint="2026-01-31T12:00:00Z"
        parse={(text) =>
          TIMESTAMP.test(text) && !Number.isNaN(Date.parse(text))
            ? { value: text }
            : { wrong: "Write date, time, and zone: 2026-01-31T12:00:00Z." }
        }
      />
      <button
        type="button"
        class="quiet"
        aria-label={`${props.label}: now`}
        onClick={() => props.onChange(new Date().toISOString())}
      >
        Now
      </button>
    </span>
  );
}
