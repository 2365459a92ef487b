// The handshake of a WebSocket (RFC 6455 section 4.2): an HTTP/1.1 request by GET.
import { printBase64 } from "@tramline/protobuf/internal";
import type { FieldTemplate } from "../../exchange/exchange.ts";
import { plainTemplate } from "../plain-response.ts";
import { sha1 } from "./sha1.ts";
import { SUBPROTOCOL } from "./socket-message.ts";

const VERSION = "13";
/** 16 bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
/** The suffix of the client's key (RFC 6455 section 1.3). */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const badRequest = /*@__PURE__*/ plainTemplate("400");
const upgradeRequired = /*@__PURE__*/ plainTemplate("426", ["sec-websocket-version", VERSION]);

/** The response to a handshake that is rejected. */
export interface HandshakeProblem {
  readonly template: FieldTemplate;
  readonly text: string;
}

/** The fields of a request that concern its handshake. */
export interface Handshake {
  readonly version: string;
  readonly key: string;
  /** The names of the protocols that the client offers, separated by commas. */
  readonly protocols: string;
}

/** Returns the reason why a handshake cannot succeed, if there is one. */
export function problemOf({ version, key, protocols }: Handshake): HandshakeProblem | undefined {
  if (version !== VERSION) {
    const text = `invalid sec-websocket-version: expected ${VERSION}\n`;
    return { template: upgradeRequired, text };
  }
  if (!KEY.test(key)) {
    return {
      template: badRequest,
      text: "invalid sec-websocket-key: expected 16 bytes in base64\n",
    };
  }
  if (!protocols.split(",").some((one) => one.trim() === SUBPROTOCOL)) {
    const text = `invalid sec-websocket-protocol: expected ${SUBPROTOCOL} to be among the protocols\n`;
    return { template: badRequest, text };
  }
  return undefined;
}

/** Returns the value of sec-websocket-accept, which proves that the server has read the client's key. */
export function acceptValue(key: string): string {
  return printBase64(sha1(new TextEncoder().encode(key + KEY_SUFFIX)));
}
