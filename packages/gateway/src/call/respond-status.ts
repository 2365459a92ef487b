import type { PrintJsonOptions } from "@tramline/protobuf";
import { type ServedExchange, StatusError } from "@tramline/rpc";
import { httpStatusOf } from "@tramline/rpc/internal";
import { statusJson } from "../response/print-status.ts";
import { JSON_TYPE, templateOf } from "./templates.ts";

const encoder = new TextEncoder();

/** The parts of an error's response besides the status. */
export interface ErrorResponse {
  /** Default: by the code. */
  readonly httpStatus?: number | undefined;
  /** Name, value, name, value, … */
  readonly fields?: readonly string[] | undefined;
  readonly isHead?: boolean | undefined;
}

/** Responds with an error as google.rpc.Status in JSON. Never throws. */
export function respondStatus(
  exchange: ServedExchange,
  error: StatusError,
  json: PrintJsonOptions,
  { httpStatus = httpStatusOf(error.code), fields = [], isHead = false }: ErrorResponse = {},
): void {
  const body = encodeStatus(error, json);
  const template = templateOf(httpStatus, JSON_TYPE);
  const all = [...fields];
  // HTTP demands a challenge (RFC 9110 section 15.5.2).
  if (httpStatus === 401 && !all.includes("www-authenticate")) {
    all.push("www-authenticate", "Bearer");
  }
  // A status that does not get through is worse than one without its metadata.
  exchange.sendHeaders(template, exchange.fits(template, all) ? all : []);
  exchange.sendData(isHead ? new Uint8Array(0) : body, true);
}

/** Encodes an error as google.rpc.Status in JSON; one that cannot be printed without its details. */
export function encodeStatus(error: StatusError, json: PrintJsonOptions): Uint8Array {
  try {
    return encoder.encode(JSON.stringify(statusJson(error, json)));
  } catch {
    const short = new StatusError(error.code, error.rawMessage);
    return encoder.encode(JSON.stringify(statusJson(short, json)));
  }
}
