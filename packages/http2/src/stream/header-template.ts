/**
 * The fields of a header section that are the same every time: those of one method on one channel,
 * or those of every response. A connection encodes a template once and copies the bytes for as long
 * as its dynamic table stands still.
 */
export class HeaderTemplate {
  /** Name, value, name, value, …; names in lower case, pseudo-header fields first. */
  readonly fields: readonly string[];
  /** Their size by the measure of RFC 7541 section 4.1. */
  readonly size: number;

  constructor(fields: readonly string[]) {
    this.fields = fields;
    this.size = fieldsSize(fields);
  }
}

/** The size of fields by the measure of RFC 7541 section 4.1: names, values, and 32 for each. */
export function fieldsSize(fields: readonly string[]): number {
  let size = fields.length * 16;
  for (let i = 0; i < fields.length; i++) size += (fields[i] as string).length;
  return size;
}
