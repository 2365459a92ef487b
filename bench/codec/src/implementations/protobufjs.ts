import path from "node:path";
import { pathToFileURL } from "node:url";
import { peersFolder, versionOf } from "../build.ts";
import type { Implementation } from "../implementation.ts";
import { type MessageName, plain, samplesOf } from "../samples.ts";

interface StaticType {
  fromObject(object: unknown): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}
interface Generated {
  tramline: { bench: { codec: { v1: Record<string, StaticType> } } };
}

const file = path.join(peersFolder, "protobufjs/codec.js");
const { tramline } = (await import(pathToFileURL(file).href)) as Generated;

/** Static code, its BufferWriter and BufferReader, which it chooses where there are Buffers. */
export const implementation: Implementation = {
  version: versionOf("protobufjs"),
  codec: (name) => {
    const type = tramline.bench.codec.v1[name] as StaticType;
    const samples = samplesOf(name as MessageName).map((sample) =>
      type.fromObject(plain(sample, Number)),
    );
    const encoded = samples.map((sample) => Buffer.from(type.encode(sample).finish()));
    return {
      encode: (index) => type.encode(samples[index] as object).finish(),
      decode: (index) => type.decode(encoded[index] as Buffer),
      encoded: (index) => encoded[index],
    };
  },
};
