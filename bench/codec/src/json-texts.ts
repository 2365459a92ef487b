import { toJsonString } from "@tramline/protobuf";
import { kindOf, samplesOf } from "./samples.ts";

/** The samples of one kind as ProtoJSON, for parsers. */
export function jsonTexts(name: string): string[] {
  const { type } = kindOf(name);
  return samplesOf(name).map((sample) => toJsonString(type, sample));
}
