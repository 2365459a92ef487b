// Fields that the contract does not have, by number and as far as their bytes tell what they are.

import { Reader } from "../wire/reader.ts";
import { DecodeError } from "../wire/wire-error.ts";
import { WireType } from "../wire/wire-type.ts";
import { printBytes } from "./literals.ts";
import type { TextOutput } from "./text-output.ts";

/** Bytes are taken for messages only this deep: what looks like one may be anything. */
const maxGuesses = 10;

/**
 * Prints unknown fields. Varints are printed as unsigned, fixed-size numbers as hexadecimal, and
 * what has a length as message if it can be one.
 */
export function printUnknown(bytes: Uint8Array, output: TextOutput): void {
  printFields(new Reader(bytes, 0), bytes.length, output, maxGuesses);
}

function printFields(reader: Reader, end: number, output: TextOutput, guesses: number): void {
  while (reader.position < end) printField(reader, end, output, guesses);
}

function printField(reader: Reader, end: number, output: TextOutput, guesses: number): void {
  const tag = reader.tag();
  const number = tag >>> 3;
  switch (tag & 7) {
    case WireType.VARINT:
      output.line(`${number}: ${reader.uint64()}`);
      break;
    case WireType.FIXED64:
      output.line(`${number}: 0x${reader.fixed64().toString(16).padStart(16, "0")}`);
      break;
    case WireType.FIXED32:
      output.line(`${number}: 0x${reader.fixed32().toString(16).padStart(8, "0")}`);
      break;
    case WireType.START_GROUP: {
      const stop = reader.enterGroup(tag, end);
      printNested(reader, number, stop, output, guesses);
      reader.leaveGroup();
      break;
    }
    default: {
      const stop = reader.delimited(end);
      const content = reader.bytes.subarray(reader.position, stop);
      if (guesses > 0 && content.length > 0 && isMessage(content)) {
        printNested(reader, number, stop, output, guesses - 1);
      } else {
        output.line(`${number}: ${printBytes(content)}`);
        reader.position = stop;
      }
    }
  }
}

function printNested(
  reader: Reader,
  number: number,
  stop: number,
  output: TextOutput,
  guesses: number,
): void {
  output.open(String(number));
  printFields(reader, stop, output, guesses);
  output.close();
}

/** Whether bytes can be read as a sequence of fields. */
function isMessage(bytes: Uint8Array): boolean {
  const reader = new Reader(bytes, 0);
  try {
    while (reader.position < bytes.length) reader.skip(reader.tag(), bytes.length);
    return reader.position === bytes.length;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
