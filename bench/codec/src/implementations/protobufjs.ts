import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Implementation } from "../implementation.ts";
import { jsonTexts } from "../json-texts.ts";
import { peersFolder, versionOf } from "../paths.ts";
import { plain } from "../plain.ts";
import { kindOf, samplesOf } from "../samples.ts";

interface StaticType {
  fromObject(object: unknown): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}
type Namespace = { readonly [name: string]: Namespace } & Record<string, StaticType>;

async function typesOf(name: string, ...packages: readonly string[]): Promise<Namespace> {
  const file = path.join(peersFolder, `protobufjs/${name}.js`);
  const all = (await import(pathToFileURL(file).href)) as Namespace;
  return packages.reduce<Namespace>((inner, each) => inner[each] as Namespace, all);
}
const types: Readonly<Record<string, StaticType>> = {
  ...(await typesOf("codec", "tramline", "bench", "codec", "v1")),
  ...(await typesOf("descriptor", "google", "protobuf")),
};

/** Static code, its BufferWriter and BufferReader, which it chooses where there are Buffers. */
export const implementation: Implementation = {
  version: versionOf("protobufjs"),
  codec: (name) => {
    const type = types[name] as StaticType;
    const samples = samplesOf(name).map((sample) =>
      kindOf(name).file === "descriptor"
        ? type.decode(Buffer.from(kindOf(name).type.encode(sample as never)))
        : type.fromObject(plain(sample, { long: Number, flat: true })),
    );
    const encoded = samples.map((sample) => Buffer.from(type.encode(sample).finish()));
    const texts = jsonTexts(name);
    return {
      encode: (index) => type.encode(samples[index] as object).finish(),
      decode: (index) => type.decode(encoded[index] as Buffer),
      "to-json": (index) => JSON.stringify(samples[index]),
      "from-json": (index) => type.fromObject(JSON.parse(texts[index] as string)),
      encoded: (index) => encoded[index],
    };
  },
};
