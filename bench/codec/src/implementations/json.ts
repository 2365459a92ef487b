import type { Implementation } from "../implementation.ts";
import { plain } from "../plain.ts";
import { samplesOf } from "../samples.ts";

/** A sample as a program that knows nothing but JSON would have it. */
export function jsonSamples(name: string): unknown[] {
  const bytes = (value: Uint8Array) => Buffer.from(value).toString("base64");
  return samplesOf(name).map((sample) => plain(sample, { long: Number, flat: true, bytes }));
}

/** To text and from text; on a wire it would have to become bytes, too. */
export const implementation: Implementation = {
  version: process.versions.v8,
  codec: (name) => {
    const samples = jsonSamples(name);
    const texts = samples.map((sample) => JSON.stringify(sample));
    return {
      encode: (index) => JSON.stringify(samples[index]),
      decode: (index) => JSON.parse(texts[index] as string) as unknown,
      encoded: () => undefined,
    };
  },
};
