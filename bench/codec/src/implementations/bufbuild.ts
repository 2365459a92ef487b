import path from "node:path";
import { pathToFileURL } from "node:url";
import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { peersFolder, versionOf } from "../build.ts";
import type { Implementation } from "../implementation.ts";
import { type MessageName, plain, samplesOf } from "../samples.ts";

const file = path.join(peersFolder, "bufbuild/codec_pb.js");
const schemas = (await import(pathToFileURL(file).href)) as Record<string, DescMessage>;

export const implementation: Implementation = {
  version: versionOf("@bufbuild/protobuf"),
  codec: (name) => {
    const schema = schemas[`${name}Schema`] as DescMessage;
    const samples = samplesOf(name as MessageName).map((sample) =>
      create(schema, plain(sample, (value) => value) as Message),
    );
    const encoded = samples.map((sample) => toBinary(schema, sample));
    return {
      encode: (index) => toBinary(schema, samples[index] as Message),
      decode: (index) => fromBinary(schema, encoded[index] as Uint8Array),
      encoded: (index) => encoded[index],
    };
  },
};
