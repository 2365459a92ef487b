import type { Implementation } from "../implementation.ts";
import { jsonSamples } from "./json.ts";

/** To UTF-8 and from UTF-8, as it travels. */
export const implementation: Implementation = {
  version: process.versions.v8,
  codec: (name) => {
    const samples = jsonSamples(name);
    const encoded = samples.map((sample) => Buffer.from(JSON.stringify(sample)));
    return {
      encode: (index) => Buffer.from(JSON.stringify(samples[index])),
      decode: (index) => JSON.parse((encoded[index] as Buffer).toString()) as unknown,
      encoded: () => undefined,
    };
  },
};
