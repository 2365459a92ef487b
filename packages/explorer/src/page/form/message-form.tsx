/** The fields of a message, and its oneofs. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FieldJson, OneofJson } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { type Json, type JsonObject, withMember } from "../json/json.ts";
import { Comment, Field } from "./field.tsx";
import type { MessageProps } from "./form-parts.ts";
import { firstValue, readField, writeField } from "./values.ts";

/** Draws the fields of a message, each oneof where its first field is. */
export function MessageForm({ typeName, path, value, onChange }: MessageProps): JSX.Element {
  const message = useContract().messages[typeName];
  if (message === undefined) {
    return <p class="note">{typeName} is not described: write its fields as JSON.</p>;
  }
  if (message.fields.length === 0) return <p class="note">{shortName(typeName)} has no fields.</p>;
  const seen = new Set<string>();
  const names = new Set(message.fields.flatMap(({ name, jsonName }) => [name, jsonName]));
  const others = Object.keys(value).filter((name) => !names.has(name));
  return (
    <div class="message">
      {message.fields.map((field) => {
        if (field.oneof === undefined) {
          return (
            <Field
              key={field.name}
              field={field}
              path={join(path, field.jsonName)}
              value={readField(value, field)}
              onChange={(changed) => onChange(writeField(value, field, changed))}
            />
          );
        }
        if (seen.has(field.oneof)) return null;
        seen.add(field.oneof);
        const oneof = message.oneofs.find(({ name }) => name === field.oneof);
        return (
          <Oneof
            key={`oneof ${field.oneof}`}
            oneof={oneof ?? { name: field.oneof, comment: "" }}
            fields={message.fields.filter((one) => one.oneof === field.oneof)}
            path={path}
            value={value}
            onChange={onChange}
          />
        );
      })}
      {others.length > 0 && <p class="note">Set in the JSON only: {others.join(", ")}</p>}
    </div>
  );
}

function Oneof(props: {
  readonly oneof: OneofJson;
  readonly fields: readonly FieldJson[];
  readonly path: string;
  readonly value: JsonObject;
  readonly onChange: (value: Json) => void;
}): JSX.Element {
  const { oneof, fields, path, value, onChange } = props;
  const contract = useContract();
  const id = useId();
  const chosen = fields.find((field) => readField(value, field) !== undefined);
  const choose = (name: string): void => {
    const field = fields.find((one) => one.name === name);
    if (field !== undefined) {
      onChange(writeField(value, field, firstValue(field, contract), fields));
      return;
    }
    let cleared = value;
    for (const one of fields) {
      cleared = withMember(withMember(cleared, one.name, undefined), one.jsonName, undefined);
    }
    onChange(cleared);
  };
  return (
    <fieldset class="field group oneof">
      <legend>
        <label for={id}>
          <span class="field-name">{oneof.name}</span> <span class="field-type">oneof</span>
        </label>
        <select
          id={id}
          value={chosen?.name ?? ""}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">none</option>
          {fields.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </legend>
      <Comment text={oneof.comment} />
      <div class="group-body">
        {chosen !== undefined && (
          <Field
            key={chosen.name}
            field={chosen}
            path={join(path, chosen.jsonName)}
            value={readField(value, chosen)}
            isChosen={true}
            onChange={(changed) =>
              onChange(
                writeField(
                  value,
                  chosen,
                  changed === undefined ? firstValue(chosen, contract) : changed,
                  fields,
                ),
              )
            }
          />
        )}
      </div>
    </fieldset>
  );
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** The last part of a full name. */
function shortName(typeName: string): string {
  return typeName.replace(/^.*\./, "");
}
