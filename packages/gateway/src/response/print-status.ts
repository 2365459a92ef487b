import {
  descriptorOf,
  type JsonObject,
  type JsonValue,
  type PrintJsonOptions,
  toJson,
} from "@tramline/protobuf";
import { Any } from "@tramline/protobuf/wkt";
import type { StatusDetail, StatusError } from "@tramline/rpc";

/** Returns an error as google.rpc.Status in JSON: `code`, `message`, and `details`. */
export function statusJson(error: StatusError, json: PrintJsonOptions): JsonObject {
  return {
    code: error.codeNumber,
    message: error.rawMessage,
    details: error.details.map((one) => detailJson(one, json)),
  };
}

function detailJson({ typeUrl, value }: StatusDetail, json: PrintJsonOptions): JsonValue {
  const any = Any.create({ typeUrl, value });
  try {
    return toJson(descriptorOf(Any), any, { ...json, unknownAny: "base64" });
  } catch {
    // Of a known type, and malformed: shown as those of unknown types are.
    return toJson(descriptorOf(Any), any, { unknownAny: "base64" });
  }
}
