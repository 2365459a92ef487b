import { Code, codeFromNumber } from "../../status/code.ts";
import { decodeStatusMessage } from "../../status/decode-status-message.ts";

/** The contents of trailers, as a client reads them. */
export class TrailersStatus {
  /** The status code; UNKNOWN when `grpc-status` is missing or not a number that is known. */
  readonly code: Code;
  /** Decoded grpc-message. */
  readonly message: string;

  constructor(code: Code, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** Reads grpc-status and grpc-message (gRPC over HTTP/2, Trailers). Undefined without a status. */
export function readTrailers(fields: readonly string[]): TrailersStatus | undefined {
  let code: Code | undefined;
  let message = "";
  for (let i = 0; i + 1 < fields.length; i += 2) {
    switch (fields[i]) {
      case "grpc-status": {
        const value = fields[i + 1] as string;
        code = /^\d{1,9}$/.test(value) ? codeFromNumber(Number(value)) : Code.UNKNOWN;
        break;
      }
      case "grpc-message":
        message = decodeStatusMessage(fields[i + 1] as string);
        break;
      default:
    }
  }
  return code === undefined ? undefined : new TrailersStatus(code, message);
}
