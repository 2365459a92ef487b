import { descriptorOf, dynamicType } from "@tramline/protobuf";
import type { Implementation } from "../implementation.ts";
import { kindOf, samplesOf } from "../samples.ts";
import { codecOf, implementation as generated } from "./tramline.ts";

/** Codecs made at run time, from descriptors. */
export const implementation: Implementation = {
  version: generated.version,
  codec: (name) => {
    const type = dynamicType(descriptorOf(kindOf(name).type));
    return codecOf(type, samplesOf(name));
  },
};
