import { Code } from "./code.ts";

/**
 * The code for a stream that ended by RST_STREAM with the given HTTP/2 error code and no status
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Errors). That table gives no code
 * for STREAM_CLOSED, HTTP_1_1_REQUIRED and unassigned numbers: INTERNAL for the first two, as they
 * report a fault between the two HTTP/2 ends, UNKNOWN for the others.
 *
 * A deadline that has passed takes precedence over CANCEL; that is for the caller to judge.
 */
export function codeFromHttp2Error(errorCode: number): Code {
  switch (errorCode) {
    case 0x0: // NO_ERROR: an end without trailers
    case 0x1: // PROTOCOL_ERROR
    case 0x2: // INTERNAL_ERROR
    case 0x3: // FLOW_CONTROL_ERROR
    case 0x4: // SETTINGS_TIMEOUT
    case 0x5: // STREAM_CLOSED
    case 0x6: // FRAME_SIZE_ERROR
    case 0x9: // COMPRESSION_ERROR
    case 0xa: // CONNECT_ERROR
    case 0xd: // HTTP_1_1_REQUIRED
      return Code.INTERNAL;
    case 0x7: // REFUSED_STREAM: not processed, safe to repeat
      return Code.UNAVAILABLE;
    case 0x8: // CANCEL
      return Code.CANCELLED;
    case 0xb: // ENHANCE_YOUR_CALM
      return Code.RESOURCE_EXHAUSTED;
    case 0xc: // INADEQUATE_SECURITY
      return Code.PERMISSION_DENIED;
    default:
      return Code.UNKNOWN;
  }
}
