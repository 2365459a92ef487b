import type { HpackEncoder } from "../hpack/encoder.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";

/** Templates remembered per connection before the memory is emptied. */
const MAX_TEMPLATES = 1024;

class EncodedTemplate {
  generation: number;
  bytes: Uint8Array;

  constructor(generation: number, bytes: Uint8Array) {
    this.generation = generation;
    this.bytes = bytes;
  }
}

/**
 * The encoded fields of header templates, good for as long as the encoder's dynamic table stands
 * still: a repeated header section costs one copy of a few bytes.
 */
export class TemplateCache {
  private readonly encoded: Map<HeaderTemplate, EncodedTemplate>;

  constructor() {
    this.encoded = new Map();
  }

  /** Writes the template's fields, from memory if they were encoded before. */
  write(out: OutputBuffer, encoder: HpackEncoder, template: HeaderTemplate): void {
    const known = this.encoded.get(template);
    if (known !== undefined && known.generation === encoder.generation) {
      const bytes = known.bytes;
      const length = bytes.length;
      out.ensure(length);
      const target = out.bytes;
      let position = out.position;
      for (let i = 0; i < length; i++) target[position++] = bytes[i] as number;
      out.position = position;
      return;
    }
    const generation = encoder.generation;
    const start = out.position;
    const fields = template.fields;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      encoder.indexedField(out, fields[i] as string, fields[i + 1] as string);
    }
    if (encoder.generation !== generation) return;
    const bytes = out.bytes.slice(start, out.position);
    if (known !== undefined) {
      known.generation = generation;
      known.bytes = bytes;
      return;
    }
    if (this.encoded.size >= MAX_TEMPLATES) this.encoded.clear();
    this.encoded.set(template, new EncodedTemplate(generation, bytes));
  }
}
