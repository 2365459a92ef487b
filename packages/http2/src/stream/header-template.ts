/**
 * The fields of a header section that are the same every time: those of one method on one channel,
 * or those of every response. A connection encodes a template once and copies the bytes for as long
 * as its dynamic table stands still.
 */
export class HeaderTemplate {
  /** Name, value, name, value, …; names in lower case, pseudo-header fields first. */
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    this.fields = fields;
  }
}
