import path from "node:path";
import { pathToFileURL } from "node:url";
import { PbfReader, PbfWriter } from "pbf";
import type { Implementation } from "../implementation.ts";
import { peersFolder, versionOf } from "../paths.ts";
import { plain } from "../plain.ts";
import { samplesOf } from "../samples.ts";

type Functions = Readonly<Record<string, (first: unknown, second?: unknown) => unknown>>;

async function functionsOf(name: string): Promise<Functions> {
  const file = path.join(peersFolder, `pbf/${name}.js`);
  return (await import(pathToFileURL(file).href)) as Functions;
}
const functions: Functions = {
  ...(await functionsOf("codec")),
  ...(await functionsOf("borrowed")),
};

/** Fields have the names that the contract gives them. */
function contractName(localName: string): string {
  return localName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const implementation: Implementation = {
  version: versionOf("pbf"),
  codec: (name) => {
    const read = functions[`read${name}`] as Functions[string];
    const write = functions[`write${name}`] as Functions[string];
    const samples = samplesOf(name).map((sample) =>
      plain(sample, { long: Number, flat: true, name: contractName }),
    );
    const encode = (index: number) => {
      const writer = new PbfWriter();
      write(samples[index], writer);
      return writer.finish();
    };
    const encoded = samples.map((_, index) => encode(index));
    return {
      encode,
      decode: (index) => read(new PbfReader(encoded[index] as Uint8Array)),
      encoded: (index) => encoded[index],
    };
  },
};
