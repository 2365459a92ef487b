/** The control for google.protobuf.Any: a type, and the form of a message of that type. */
import type { JSX } from "preact";
import { useContext, useId } from "preact/hooks";
import { useContract } from "../contract.ts";
import { isObject, withMember } from "../json/json.ts";
import { FormPartsContext } from "./form-parts.ts";
import type { ControlProps } from "./text-control.tsx";
import { firstValue } from "./values.ts";

const PREFIX = "type.googleapis.com/";

/** A list of the known types, and the form of the chosen one. */
export function AnyControl({ id, label, path, value, onChange }: ControlProps): JSX.Element {
  const contract = useContract();
  const { MessageForm, ValueControl } = useContext(FormPartsContext);
  const listId = useId();
  const object = isObject(value) ? value : {};
  const url = typeof object["@type"] === "string" ? object["@type"] : "";
  const typeName = url.slice(url.lastIndexOf("/") + 1);
  const message = contract.messages[typeName];
  const isSpecial = message?.form !== undefined;
  const choose = (name: string): void => {
    const type = { type: "message", typeName: name };
    const special = contract.messages[name]?.form !== undefined;
    const content = special ? { value: firstValue(type, contract) } : {};
    onChange(name === "" ? {} : { "@type": PREFIX + name, ...content });
  };
  return (
    <div class="nested">
      <div class="with-button">
        <input
          id={id}
          type="text"
          aria-label={`${label}: type`}
          list={listId}
          placeholder="type, such as google.protobuf.Duration"
          value={typeName}
          spellcheck={false}
          autocomplete="off"
          onChange={(event) => choose(event.currentTarget.value.trim())}
        />
        <datalist id={listId}>
          {Object.keys(contract.messages)
            .sort()
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </div>
      {url !== "" && message === undefined && (
        <p class="note">The contract has no such type: write its fields as JSON.</p>
      )}
      {isSpecial && (
        <ValueControl
          id={`${id}-value`}
          label={`${label}: value`}
          path={`${path}.value`}
          of={{ type: "message", typeName }}
          absence="never"
          value={object["value"]}
          onChange={(changed) => onChange(withMember(object, "value", changed))}
        />
      )}
      {message !== undefined && !isSpecial && (
        <MessageForm
          typeName={typeName}
          path={path}
          value={withMember(object, "@type", undefined)}
          onChange={(changed) => onChange({ "@type": url, ...(isObject(changed) ? changed : {}) })}
        />
      )}
    </div>
  );
}
