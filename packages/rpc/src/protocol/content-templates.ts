import type { Codec } from "../codec/codec.ts";
import { FieldTemplate } from "../exchange/exchange.ts";

/** The constant fields of a protocol's responses, one object for each codec. */
export class ContentTemplates {
  private readonly prefix: string;
  private readonly others: readonly string[];
  private readonly byCodec: WeakMap<Codec, FieldTemplate>;

  /**
   * @param prefix the content-type up to the name of the codec
   * @param others further fields: name, value, …
   */
  constructor(prefix: string, others: readonly string[] = []) {
    this.prefix = prefix;
    this.others = others;
    this.byCodec = new WeakMap();
  }

  /** Returns the fields of responses with status 200 whose messages have the encoding of a codec. */
  of(codec: Codec): FieldTemplate {
    let template = this.byCodec.get(codec);
    if (template === undefined) {
      const contentType = this.prefix + codec.name;
      template = new FieldTemplate([":status", "200", "content-type", contentType, ...this.others]);
      this.byCodec.set(codec, template);
    }
    return template;
  }
}
