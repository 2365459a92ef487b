import type { Node } from "../ast/nodes.ts";
import type {
  FieldDefinition,
  MessageDefinition,
  OptionField,
  OptionMessage,
  OptionScalar,
} from "../descriptor/definitions.ts";

/** The value of one option or of a field within one. */
export type InterpretedValue = OptionScalar | MessageValue;

/** A field that is set, in the order in which it was. */
export interface FieldValue extends OptionField {
  readonly value: InterpretedValue;
}

/** A message that is being put together from option lines or an aggregate. */
export class MessageValue implements OptionMessage {
  readonly type: MessageDefinition;
  fields: FieldValue[];

  constructor(type: MessageDefinition, fields: FieldValue[] = []) {
    this.type = type;
    this.fields = fields;
  }

  /** The value of a singular field that is set. */
  get(field: FieldDefinition): InterpretedValue | undefined {
    return this.fields.find((entry) => entry.field === field)?.value;
  }

  /** True if the field is set. */
  has(field: FieldDefinition): boolean {
    return this.fields.some((entry) => entry.field === field);
  }

  /** Sets a field, or adds to a repeated one. */
  add(field: FieldDefinition, value: InterpretedValue, node: Node): void {
    const entry = { field, value, node };
    // Most have one, and a list that grows from nothing takes room for many.
    if (this.fields.length === 0) this.fields = [entry];
    else this.fields.push(entry);
  }
}

/** A field of an options message by its name, unless it is an extension. */
export function optionNamed(
  message: OptionMessage | undefined,
  name: string,
): OptionField | undefined {
  return message?.fields.find(({ field }) => field.extendee === undefined && field.name === name);
}

/** The message that a singular field of an options message holds. */
export function messageNamed(
  message: OptionMessage | undefined,
  name: string,
): OptionMessage | undefined {
  const value = optionNamed(message, name)?.value;
  return typeof value === "object" && "fields" in value ? value : undefined;
}
