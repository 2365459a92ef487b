import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  create,
  type DescMessage,
  fromBinary,
  fromJsonString,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { Implementation } from "../implementation.ts";
import { jsonTexts } from "../json-texts.ts";
import { peersFolder, versionOf } from "../paths.ts";
import { plain } from "../plain.ts";
import { kindOf, samplesOf } from "../samples.ts";

async function schemasOf(name: string): Promise<Record<string, DescMessage>> {
  const file = path.join(peersFolder, `bufbuild/${name}_pb.js`);
  return (await import(pathToFileURL(file).href)) as Record<string, DescMessage>;
}
const schemas: Record<string, DescMessage> = {
  ...(await schemasOf("codec")),
  ...(await schemasOf("borrowed")),
  FileDescriptorSetSchema,
};

export const implementation: Implementation = {
  version: versionOf("@bufbuild/protobuf"),
  codec: (name) => {
    const schema = schemas[`${name}Schema`] as DescMessage;
    const samples = samplesOf(name).map((sample) =>
      // A descriptor comes in bytes, as it does elsewhere.
      kindOf(name).file === "descriptor"
        ? fromBinary(schema, kindOf(name).type.encode(sample as never))
        : create(schema, plain(sample, { long: (value) => value }) as Message),
    );
    const encoded = samples.map((sample) => toBinary(schema, sample));
    const texts = jsonTexts(name);
    return {
      encode: (index) => toBinary(schema, samples[index] as Message),
      decode: (index) => fromBinary(schema, encoded[index] as Uint8Array),
      "to-json": (index) => toJsonString(schema, samples[index] as Message),
      "from-json": (index) => fromJsonString(schema, texts[index] as string),
      encoded: (index) => encoded[index],
    };
  },
};
