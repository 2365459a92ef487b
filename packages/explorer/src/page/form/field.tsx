/** A field of a message: its label and comment, and controls for one value, a list, or a map. */
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import type { ContractJson, FieldJson } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { isObject, type Json } from "../json/json.ts";
import { ListControl } from "./list-control.tsx";
import { MapControl } from "./map-control.tsx";
import { useProblem } from "./problem.ts";
import { ValueControl } from "./value-control.tsx";
import { firstValue } from "./values.ts";

/** The properties of a {@link Field}. */
export interface FieldProps {
  readonly field: FieldJson;
  readonly path: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  /** Whether a oneof around it has chosen it: it is set then, whatever its value. */
  readonly isChosen?: boolean;
}

/** Draws a field. */
export function Field(props: FieldProps): JSX.Element {
  const { field } = props;
  if (field.mapKey !== undefined) {
    return (
      <Group {...props}>
        <MapControl {...props} mapKey={field.mapKey} />
      </Group>
    );
  }
  if (field.repeated) {
    return (
      <Group {...props}>
        <ListControl {...props} />
      </Group>
    );
  }
  if (isGrouped(props, useContract().messages[field.typeName ?? ""]?.form)) {
    return <MessageField {...props} />;
  }
  return <SingleField {...props} />;
}

/** Whether the value has controls of its own inside: a message, or an Any. */
function isGrouped({ field }: FieldProps, form: string | undefined): boolean {
  return field.type === "message" && (form === undefined || form === "any" || form === "empty");
}

function SingleField({ field, path, value, onChange, isChosen }: FieldProps): JSX.Element {
  const id = useId();
  const contract = useContract();
  const hasSwitch = field.presence && isChosen !== true && isEmptyValue(field, contract);
  const isOff = hasSwitch && value === undefined;
  return (
    <div class="field">
      <div class="field-head">
        {hasSwitch && (
          <input
            type="checkbox"
            aria-label={`set ${field.name}`}
            title={`set ${field.name}`}
            checked={!isOff}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? firstValue(field, contract) : undefined)
            }
          />
        )}
        <label for={id}>
          <FieldName field={field} />
        </label>
      </div>
      <Comment text={field.comment} />
      {isOff ? (
        <span class="note" id={id}>
          not set
        </span>
      ) : (
        <ValueControl
          id={id}
          label={field.name}
          path={path}
          of={field}
          absence={hasSwitch || isChosen === true ? "never" : field.presence ? "unset" : "default"}
          value={value}
          onChange={onChange}
        />
      )}
    </div>
  );
}

/** Whether an empty text is a value of the field, wrapped or not: only a switch can say that it is absent. */
function isEmptyValue({ type, typeName }: FieldJson, { messages }: ContractJson): boolean {
  const message = messages[typeName ?? ""];
  const inside = message?.form === "wrapper" ? message.fields[0]?.type : type;
  return inside === "string" || inside === "bytes";
}

function MessageField(props: FieldProps): JSX.Element {
  const { field, path, value, onChange, isChosen } = props;
  const contract = useContract();
  const id = useId();
  const isSet = value !== undefined || isChosen === true;
  return (
    <Group
      {...props}
      action={
        isChosen === true ? undefined : (
          <button
            type="button"
            class="quiet"
            aria-label={`${isSet ? "Clear" : "Set"} ${field.name}`}
            onClick={() => onChange(isSet ? undefined : firstValue(field, contract))}
          >
            {isSet ? "Clear" : "Set"}
          </button>
        )
      }
    >
      {isSet && (
        <ValueControl
          id={id}
          label={field.name}
          path={path}
          of={field}
          absence="never"
          value={isObject(value) ? value : {}}
          onChange={onChange}
        />
      )}
    </Group>
  );
}

function Group(
  props: FieldProps & {
    readonly children: ComponentChildren;
    readonly action?: JSX.Element | undefined;
  },
): JSX.Element {
  const { field, path, children, action } = props;
  const problem = useProblem(path);
  return (
    <fieldset class="field group">
      <legend>
        <FieldName field={field} />
        {action}
      </legend>
      <Comment text={field.comment} />
      {problem !== undefined && <p class="wrong">{problem}</p>}
      <div class="group-body">{children}</div>
    </fieldset>
  );
}

function FieldName({ field }: { field: FieldJson }): JSX.Element {
  const short = (field.typeName ?? field.type).replace(/^.*\./, "");
  const type =
    field.mapKey === undefined
      ? `${field.repeated ? "repeated " : ""}${short}`
      : `map<${field.mapKey}, ${short}>`;
  return (
    <>
      <span class={field.deprecated ? "field-name deprecated" : "field-name"}>{field.name}</span>{" "}
      <span class="field-type" title={field.typeName}>
        {type}
        {field.required && " · required"}
        {field.deprecated && " · deprecated"}
      </span>
    </>
  );
}

/** The comment of a declaration; nothing where it has none. */
export function Comment({ text }: { text: string }): JSX.Element | null {
  return text === "" ? null : <p class="comment">{text}</p>;
}
