/** A request, as a form and as JSON beside it: what changes in one changes in the other. */
import type { JSX } from "preact";
import { useContract } from "../contract.ts";
import { isObject, type Json, type JsonObject, parseJson, printJson } from "../json/json.ts";
import { jsonFault } from "../json/json-fault.ts";
import { FormPartsContext } from "./form-parts.ts";
import { MessageForm } from "./message-form.tsx";
import { type FieldProblem, ProblemContext } from "./problem.ts";
import { ValueControl } from "./value-control.tsx";

/** A request while it is written. */
export interface Draft {
  /** The text of the JSON, as typed. */
  readonly text: string;
  /** The parsed text. While the text is not JSON, the last one that was. */
  readonly value: Json;
  /** The error of a text that is not JSON. */
  readonly wrong: string | undefined;
}

/** Begins a request with a value. */
export function draftOf(value: Json): Draft {
  return { text: printJson(value), value, wrong: undefined };
}

/** A request whose JSON has been typed. */
function typedDraft(text: string, last: Draft): Draft {
  try {
    return { text, value: text.trim() === "" ? {} : parseJson(text), wrong: undefined };
  } catch {
    return { text, value: last.value, wrong: jsonFault(text) };
  }
}

const PARTS = { MessageForm, ValueControl };

/** Draws both. */
export function RequestForm(props: {
  readonly typeName: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly problem: FieldProblem | undefined;
}): JSX.Element {
  const { typeName, draft, onChange, problem } = props;
  const form = useContract().messages[typeName]?.form;
  const isSpecial = form !== undefined && form !== "empty";
  const object: JsonObject = isObject(draft.value) ? draft.value : {};
  return (
    <FormPartsContext.Provider value={PARTS}>
      <ProblemContext.Provider value={problem}>
        <div class="request">
          <div class="request-form" role="group" aria-label="Request as a form">
            {isSpecial ? (
              <ValueControl
                id="request-value"
                label={typeName}
                path=""
                of={{ type: "message", typeName }}
                absence="never"
                value={draft.value}
                onChange={(value) => onChange(draftOf(value ?? {}))}
              />
            ) : (
              <MessageForm
                typeName={typeName}
                path=""
                value={object}
                onChange={(value) => onChange(draftOf(value))}
              />
            )}
          </div>
          <div class="request-json">
            <label for="request-json">JSON</label>
            <textarea
              id="request-json"
              value={draft.text}
              spellcheck={false}
              rows={Math.min(30, Math.max(6, draft.text.split("\n").length + 1))}
              aria-invalid={draft.wrong !== undefined}
              aria-describedby="request-json-wrong"
              onInput={(event) => onChange(typedDraft(event.currentTarget.value, draft))}
            />
            <span id="request-json-wrong" class="wrong">
              {draft.wrong === undefined ? "" : `This is not JSON: ${draft.wrong}`}
            </span>
          </div>
        </div>
      </ProblemContext.Provider>
    </FormPartsContext.Provider>
  );
}
