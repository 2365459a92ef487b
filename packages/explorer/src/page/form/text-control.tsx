/** Controls for what is typed as text: strings, numbers, bytes, times, and JSON. */
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Json, parseJson, printJson } from "../json/json.ts";
import { jsonFault } from "../json/json-fault.ts";
import { useProblem } from "./problem.ts";

/** The properties that all controls of values have. */
export interface ControlProps {
  readonly id: string;
  /** Said by screen readers where no label is tied to the control. */
  readonly label: string;
  /** Where the value is, as errors name it. */
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

/** How text becomes a value. */
interface TextControlProps extends ControlProps {
  /** Returns the value, or what is wrong with the text. */
  readonly parse: (text: string) => { readonly value: Json } | { readonly wrong: string };
  readonly print?: (value: Json) => string;
  /** Whether an empty text means that there is no value. */
  readonly isEmptyUnset: boolean;
  readonly hint?: string;
  readonly rows?: number;
  readonly inputMode?: "numeric" | "decimal" | "text";
}

/** A text that is parsed while it is typed. What cannot be parsed goes out as it is, and is marked. */
export function TextControl(props: TextControlProps): JSX.Element {
  const { id, value, onChange, parse, isEmptyUnset, rows, inputMode } = props;
  const print = props.print ?? String;
  const [text, setText] = useState(value === undefined ? "" : print(value));
  // What was sent out last: a value that differs comes from elsewhere, and replaces the text. It is looked at before
  // the next key, which changes what was sent out.
  const sent = useRef(value);
  useLayoutEffect(() => {
    if (JSON.stringify(sent.current) === JSON.stringify(value)) return;
    sent.current = value;
    setText(value === undefined ? "" : print(value));
  });
  const isUnset = text === "" && isEmptyUnset;
  const parsed = isUnset || value === undefined ? undefined : parse(text);
  const problem = useProblem(props.path);
  const wrong = parsed !== undefined && "wrong" in parsed ? parsed.wrong : problem;
  const describedBy = useId();
  const change = (next: string): void => {
    setText(next);
    const result = parse(next);
    if (next === "" && isEmptyUnset) sent.current = undefined;
    else sent.current = "wrong" in result ? next : result.value;
    onChange(sent.current);
  };
  const shared = {
    id,
    value: text,
    "aria-label": props.label,
    "aria-invalid": wrong !== undefined,
    "aria-describedby": wrong === undefined ? undefined : describedBy,
    placeholder: props.hint,
    spellcheck: false,
    autocomplete: "off" as const,
  };
  return (
    <span class="control">
      {rows === undefined ? (
        <input
          {...shared}
          type="text"
          inputMode={inputMode}
          onInput={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <textarea {...shared} rows={rows} onInput={(event) => change(event.currentTarget.value)} />
      )}
      {wrong !== undefined && (
        <span id={describedBy} class="wrong">
          {wrong}
        </span>
      )}
    </span>
  );
}

/** A value of google.protobuf.Struct, Value, or ListValue: JSON as it is. */
export function JsonControl(
  props: ControlProps & { readonly accepts: (value: Json) => string | undefined },
): JSX.Element {
  return (
    <TextControl
      {...props}
      isEmptyUnset={true}
      rows={3}
      hint='JSON, such as {"key": [1, "two"]}'
      print={printJson}
      parse={(text) => {
        try {
          const value = parseJson(text);
          const wrong = props.accepts(value);
          return wrong === undefined ? { value } : { wrong };
        } catch {
          return { wrong: `This is not JSON: ${jsonFault(text)}` };
        }
      }}
    />
  );
}
