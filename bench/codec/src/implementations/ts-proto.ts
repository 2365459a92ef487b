import path from "node:path";
import { pathToFileURL } from "node:url";
import { peersFolder, versionOf } from "../build.ts";
import type { Implementation } from "../implementation.ts";
import { type MessageName, plain, samplesOf } from "../samples.ts";

interface MessageFns {
  fromPartial(object: unknown): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

const file = path.join(peersFolder, "ts-proto/codec.js");
const types = (await import(pathToFileURL(file).href)) as Record<string, MessageFns>;

export const implementation: Implementation = {
  version: versionOf("ts-proto"),
  codec: (name) => {
    const type = types[name] as MessageFns;
    const samples = samplesOf(name as MessageName).map((sample) =>
      type.fromPartial(plain(sample, (value) => value)),
    );
    const encoded = samples.map((sample) => type.encode(sample).finish());
    return {
      encode: (index) => type.encode(samples[index] as object).finish(),
      decode: (index) => type.decode(encoded[index] as Uint8Array),
      encoded: (index) => encoded[index],
    };
  },
};
