/** The parts of a form that hold each other: a message has fields, whose values may be messages. */

import type { FunctionComponent } from "preact";
import { createContext } from "preact";
import type { Json, JsonObject } from "../json/json.ts";
import type { ControlProps } from "./text-control.tsx";
import type { ValueType } from "./values.ts";

/** How a value is absent: never, by its default, or by not being set. */
export type Absence = "never" | "default" | "unset";

/** The properties of the control of a value. */
export interface ValueProps extends ControlProps {
  readonly of: ValueType;
  readonly absence: Absence;
}

/** The properties of the fields of a message. */
export interface MessageProps {
  /** Full name. */
  readonly typeName: string;
  /** Where the message is, as errors name it; "" for the request itself. */
  readonly path: string;
  readonly value: JsonObject;
  readonly onChange: (value: Json) => void;
}

/** The parts. */
export interface FormParts {
  readonly MessageForm: FunctionComponent<MessageProps>;
  readonly ValueControl: FunctionComponent<ValueProps>;
}

const Nothing = (): null => null;

/** Holds the parts. */
export const FormPartsContext = createContext<FormParts>({
  MessageForm: Nothing,
  ValueControl: Nothing,
});
