import { type Operation, operations } from "./implementation.ts";
import { kinds } from "./samples.ts";

/** Who takes part, and in what. */
interface Participant {
  readonly name: string;
  /** Its file in implementations/. */
  readonly module: string;
  readonly operations: readonly Operation[];
  /** Messages that it cannot be asked for. */
  readonly without?: readonly string[];
}

const binary: readonly Operation[] = ["encode", "decode"];

/** Everyone, ours first. */
export const participants: readonly Participant[] = [
  { name: "tramline", module: "tramline", operations },
  { name: "tramline (interpreter)", module: "tramline-interpreter", operations: binary },
  { name: "JSON", module: "json", operations: binary },
  { name: "JSON (UTF-8)", module: "json-bytes", operations: binary },
  { name: "protobufjs", module: "protobufjs", operations },
  { name: "@bufbuild/protobuf", module: "bufbuild", operations },
  // It leaves out a zero in an optional field of proto2, and so the first oneof's index.
  { name: "ts-proto", module: "ts-proto", operations: binary, without: ["FileDescriptorSet"] },
  // Its parser of contracts does not take today's descriptor.proto.
  { name: "pbf", module: "pbf", operations: binary, without: ["FileDescriptorSet"] },
];

/** One row for each participant that has it. */
export interface Case {
  readonly message: string;
  readonly operation: Operation;
}

export const cases: readonly Case[] = Object.keys(kinds).flatMap((message) =>
  operations
    // Descriptors have custom options, which no JSON form shows without a registry.
    .filter((operation) => message !== "FileDescriptorSet" || binary.includes(operation))
    .map((operation) => ({ message, operation })),
);

export function takesPart(participant: Participant, { message, operation }: Case): boolean {
  return (
    participant.operations.includes(operation) && participant.without?.includes(message) !== true
  );
}
