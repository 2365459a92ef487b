import { readFileSync } from "node:fs";
import type { MessageType } from "@tramline/protobuf";
import type { Codec, Implementation } from "../implementation.ts";
import { type MessageName, messages, samplesOf } from "../samples.ts";

const manifest = new URL("../../../../packages/protobuf/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

function codecOf<T>(type: MessageType<T>, samples: readonly T[]): Codec {
  // As users have them: made by a program, not by the decoder.
  const encoded = samples.map((sample) => type.encode(sample as Parameters<typeof type.encode>[0]));
  const inits = samples as readonly Parameters<typeof type.encode>[0][];
  return {
    encode: (index) => type.encode(inits[index] as Parameters<typeof type.encode>[0]),
    decode: (index) => type.decode(encoded[index] as Uint8Array),
    encoded: (index) => encoded[index],
  };
}

export const implementation: Implementation = {
  version,
  codec: (name) => {
    const { type } = messages[name as MessageName];
    return codecOf(type as MessageType<object>, samplesOf(name as MessageName));
  },
};
