import type { FieldDefinition, MessageDefinition } from "../descriptor/definitions.ts";

/** A scalar or enum value as messages hold it: 64-bit integers are bigint, enums numbers. */
export type OptionScalar = number | bigint | boolean | string | Uint8Array;

/** The value of one option or of a field within one. */
export type InterpretedValue = OptionScalar | MessageValue;

/** A field that is set, in the order in which it was. */
export interface FieldValue {
  readonly field: FieldDefinition;
  readonly value: InterpretedValue;
}

/** A message that is being put together from option lines or an aggregate. */
export class MessageValue {
  readonly type: MessageDefinition;
  readonly fields: FieldValue[];

  constructor(type: MessageDefinition) {
    this.type = type;
    this.fields = [];
  }

  /** The value of a singular field that is set. */
  get(field: FieldDefinition): InterpretedValue | undefined {
    return this.fields.find((entry) => entry.field === field)?.value;
  }

  /** True if the field is set. */
  has(field: FieldDefinition): boolean {
    return this.fields.some((entry) => entry.field === field);
  }
}
