import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Implementation } from "../implementation.ts";
import { peersFolder, versionOf } from "../paths.ts";
import { plain } from "../plain.ts";
import { kindOf, samplesOf } from "../samples.ts";

interface MessageFns {
  fromPartial(object: unknown): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

async function typesOf(name: string): Promise<Record<string, MessageFns>> {
  const file = path.join(peersFolder, `ts-proto/${name}.js`);
  return (await import(pathToFileURL(file).href)) as Record<string, MessageFns>;
}
const types: Readonly<Record<string, MessageFns>> = {
  ...(await typesOf("codec")),
  ...(await typesOf("borrowed")),
  ...(await typesOf("google/protobuf/descriptor")),
};

export const implementation: Implementation = {
  version: versionOf("ts-proto"),
  codec: (name) => {
    const type = types[name] as MessageFns;
    const samples = samplesOf(name).map((sample) =>
      kindOf(name).file === "descriptor"
        ? type.decode(kindOf(name).type.encode(sample as never))
        : type.fromPartial(plain(sample, { long: (value) => value, flat: true, longMaps: true })),
    );
    const encoded = samples.map((sample) => type.encode(sample).finish());
    return {
      encode: (index) => type.encode(samples[index] as object).finish(),
      decode: (index) => type.decode(encoded[index] as Uint8Array),
      encoded: (index) => encoded[index],
    };
  },
};
