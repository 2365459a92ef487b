import { readFileSync } from "node:fs";
import type { MessageType } from "@tramline/protobuf";
import type { Codec, Implementation } from "../implementation.ts";
import { jsonTexts } from "../json-texts.ts";
import { kindOf, samplesOf } from "../samples.ts";

const manifest = new URL("../../../../packages/protobuf/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

/** Codecs of one message type, whatever stands behind it. */
export function codecOf(type: MessageType<object, object>, samples: readonly object[]): Codec {
  // As users have them: made by a program, not by the decoder.
  const encoded = samples.map((sample) => type.encode(sample));
  return {
    encode: (index) => type.encode(samples[index] as object),
    decode: (index) => type.decode(encoded[index] as Uint8Array),
    encoded: (index) => encoded[index],
  };
}

export const implementation: Implementation = {
  version,
  codec: (name) => {
    const type = kindOf(name).type as MessageType<object, object>;
    const { json } = kindOf(name);
    const samples = samplesOf(name);
    const texts = jsonTexts(name);
    return {
      ...codecOf(type, samples),
      "to-json": (index) => json.print(samples[index] as object),
      "from-json": (index) => json.parse(texts[index] as string),
    };
  },
};
