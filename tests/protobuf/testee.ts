/**
 * What the conformance runner judges: takes a request from standard input, answers on standard output,
 * and so on until the input ends. Each message stands behind its length in four bytes, least significant
 * first.
 *
 * usage: testee.ts generated|interpreter FOLDER
 */
import { readSync, writeSync } from "node:fs";
import {
  DecodeError,
  type DynamicMessage,
  EncodeError,
  JsonError,
  parseText,
  printText,
  TextError,
} from "@tramline/protobuf";
import { type CodecKind, type Contracts, type JudgedType, loadContracts } from "./contracts.ts";

// conformance.WireFormat and conformance.TestCategory.
const PROTOBUF = 1;
const JSON_FORMAT = 2;
const TEXT_FORMAT = 4;
const JSON_IGNORE_UNKNOWN_PARSING_TEST = 3;

type Payload =
  | { readonly case: "protobufPayload"; readonly value: Uint8Array }
  | { readonly case: "jsonPayload" | "textPayload" | "jspbPayload"; readonly value: string }
  | { readonly case: undefined };

/** conformance.ConformanceRequest. */
interface Request {
  readonly payload: Payload;
  readonly requestedOutputFormat: number;
  readonly messageType: string;
  readonly testCategory: number;
  readonly printUnknownFields: boolean;
}

/** `result` of conformance.ConformanceResponse. */
type Result =
  | Payload
  | {
      readonly case: "parseError" | "serializeError" | "runtimeError" | "skipped";
      readonly value: string;
    };

function typeOf(contracts: Contracts, typeName: string): JudgedType {
  const type = contracts.type(typeName);
  if (type === undefined) throw new Error(`there is no message ${typeName}`);
  return type;
}

function parse(type: JudgedType, request: Request, contracts: Contracts): DynamicMessage {
  const { payload, testCategory } = request;
  const { registry } = contracts;
  switch (payload.case) {
    case "protobufPayload":
      return type.binary.decode(payload.value);
    case "jsonPayload": {
      const ignoreUnknownFields = testCategory === JSON_IGNORE_UNKNOWN_PARSING_TEST;
      return type.json.parse(payload.value, { registry, ignoreUnknownFields });
    }
    case "textPayload":
      return parseText(type.binary, payload.value, { registry });
    default:
      throw new Error(`a payload of kind ${payload.case}`);
  }
}

function print(
  type: JudgedType,
  message: DynamicMessage,
  request: Request,
  contracts: Contracts,
): Result {
  const { registry } = contracts;
  const { requestedOutputFormat, printUnknownFields } = request;
  switch (requestedOutputFormat) {
    case PROTOBUF:
      return { case: "protobufPayload", value: type.binary.encode(message) };
    case JSON_FORMAT:
      return { case: "jsonPayload", value: type.json.print(message, { registry }) };
    case TEXT_FORMAT: {
      const value = printText(type.binary, message, { registry, printUnknownFields });
      return { case: "textPayload", value };
    }
    default:
      throw new Error(`output format ${requestedOutputFormat}`);
  }
}

/** Whether something is an error that says what is wrong with the input. */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof DecodeError ||
    error instanceof EncodeError ||
    error instanceof JsonError ||
    error instanceof TextError
  );
}

function answer(request: Request, contracts: Contracts): Result {
  if (request.messageType === "conformance.FailureSet") {
    // Which cases are expected to fail: none.
    return { case: "protobufPayload", value: new Uint8Array(0) };
  }
  const type = typeOf(contracts, request.messageType);
  let message: DynamicMessage;
  try {
    message = parse(type, request, contracts);
  } catch (error) {
    if (isRefusal(error)) return { case: "parseError", value: error.message };
    throw error;
  }
  try {
    return print(type, message, request, contracts);
  } catch (error) {
    if (isRefusal(error)) return { case: "serializeError", value: error.message };
    throw error;
  }
}

/** Reads so many bytes; undefined where the input ends. */
function readBytes(count: number): Buffer | undefined {
  const bytes = Buffer.alloc(count);
  let filled = 0;
  while (filled < count) {
    const read = readSync(0, bytes, filled, count - filled, null);
    if (read === 0) return undefined;
    filled += read;
  }
  return bytes;
}

function writeBytes(bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(1, bytes, written);
}

async function serve(kind: CodecKind, folder: string): Promise<void> {
  const contracts = await loadContracts(folder, kind);
  const requestType = typeOf(contracts, "conformance.ConformanceRequest").binary;
  const responseType = typeOf(contracts, "conformance.ConformanceResponse").binary;
  for (let size = readBytes(4); size !== undefined; size = readBytes(4)) {
    const bytes = readBytes(size.readUInt32LE(0));
    if (bytes === undefined) throw new Error("the input ended within a request");
    let result: Result;
    try {
      result = answer(requestType.decode(bytes) as unknown as Request, contracts);
    } catch (error) {
      result = { case: "runtimeError", value: String(error) };
    }
    const response = responseType.encode({ result });
    const head = Buffer.alloc(4);
    head.writeUInt32LE(response.length, 0);
    writeBytes(Buffer.concat([head, response]));
  }
}

const [kind, folder] = process.argv.slice(2);
if ((kind !== "generated" && kind !== "interpreter") || folder === undefined) {
  throw new Error("usage: testee.ts generated|interpreter FOLDER");
}
await serve(kind, folder);
