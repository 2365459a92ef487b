import type { Implementation } from "../implementation.ts";
import { type MessageName, plain, samplesOf } from "../samples.ts";

/** To text and from text; on a wire it would have to become bytes, too. */
export const implementation: Implementation = {
  version: process.versions.v8,
  codec: (name) => {
    const samples = samplesOf(name as MessageName).map((sample) => plain(sample, Number));
    const texts = samples.map((sample) => JSON.stringify(sample));
    return {
      encode: (index) => JSON.stringify(samples[index]),
      decode: (index) => JSON.parse(texts[index] as string) as unknown,
      encoded: () => undefined,
    };
  },
};
