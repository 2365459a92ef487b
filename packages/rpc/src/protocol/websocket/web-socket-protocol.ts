import {
  type ExchangeHandler,
  FIELDS_TOO_LARGE,
  FieldTemplate,
  type ReceivedFields,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { CorsOptions } from "../cors/cors-policy.ts";
import { plainTemplate, respondPlain } from "../plain-response.ts";
import {
  type RecognizedRequest,
  recognizeRequest,
  type ServerProtocol,
} from "../server-protocol.ts";
import { acceptValue, type HandshakeProblem, problemOf } from "./handshake.ts";
import { type RequestMessage, SUBPROTOCOL } from "./socket-message.ts";
import { SocketOrigins } from "./socket-origin.ts";
import { WebSocketExchange } from "./web-socket-exchange.ts";

const switching = /*@__PURE__*/ new FieldTemplate([
  ":status",
  "101",
  "sec-websocket-protocol",
  SUBPROTOCOL,
]);
const forbidden = /*@__PURE__*/ plainTemplate("403");

/** The bytes that a field counts beside its name and value (RFC 7541 section 4.1). */
const FIELD_OVERHEAD = 32;

/** A handshake, with the fields that its calls have. */
class Upgrade implements RecognizedRequest {
  private readonly carried: readonly ServerProtocol[];
  private readonly origins: SocketOrigins;
  private readonly problem: HandshakeProblem | undefined;
  private readonly key: string;
  private readonly origin: string | undefined;
  private readonly authority: string;
  private readonly path: string;
  /** The fields of the handshake that are those of the call, too. */
  private readonly shared: readonly string[];

  constructor(
    fields: readonly string[],
    carried: readonly ServerProtocol[],
    origins: SocketOrigins,
  ) {
    this.carried = carried;
    this.origins = origins;
    const own = new Map<string, string>();
    const shared: string[] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      const value = fields[i + 1] as string;
      const before = own.get(name);
      own.set(name, before === undefined ? value : `${before}, ${value}`);
      if (isShared(name)) shared.push(name, value);
    }
    this.shared = shared;
    this.key = own.get("sec-websocket-key") ?? "";
    this.origin = own.get("origin");
    this.authority = own.get(":authority") ?? "";
    this.path = own.get(":path") ?? "";
    this.problem = problemOf({
      version: own.get("sec-websocket-version") ?? "",
      key: this.key,
      protocols: own.get("sec-websocket-protocol") ?? "",
    });
  }

  serve(host: CallHost, exchange: ServedExchange): ExchangeHandler {
    const { problem, origin, authority, path } = this;
    if (problem !== undefined) return respondPlain(exchange, problem.template, problem.text);
    const right = this.origins.judge(host, origin, authority, path.split("?", 1)[0] ?? "");
    if (right === "none") {
      const text = "this origin may not call the server: add it to the option cors.origins\n";
      return respondPlain(exchange, forbidden, text);
    }
    const shared = right === "calls" ? withoutCredentials(this.shared) : this.shared;
    const { maxMetadataBytes } = host.settings;
    exchange.sendHeaders(switching, ["sec-websocket-accept", acceptValue(this.key)]);
    const socket = new WebSocketExchange(exchange, maxMetadataBytes * 2, (carried, request) => {
      const section = sectionOf(request, shared, maxMetadataBytes);
      return recognizeRequest(this.carried, section).serve(host, carried, section, false);
    });
    exchange.handler = socket;
    return socket;
  }
}

/**
 * Whether a field of the handshake is one of the call as well. The compressions that a browser accepts there are those
 * of responses that it inflates itself, and none on a WebSocket.
 */
function isShared(name: string): boolean {
  if (name === ":method" || name === "upgrade" || name === "accept-encoding") return false;
  return !name.startsWith("sec-websocket-");
}

function withoutCredentials(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i] === "cookie" || fields[i] === "authorization") continue;
    kept.push(fields[i] as string, fields[i + 1] as string);
  }
  return kept;
}

/**
 * The fields of a call: those of the handshake, and those of the first message with other names. The handshake has
 * passed the proxies in front of the server, which may have set what nobody else may set.
 */
function sectionOf(
  { method, fields: own }: RequestMessage,
  shared: readonly string[],
  maxBytes: number,
): ReceivedFields {
  const names = new Set<string>();
  for (let i = 0; i < shared.length; i += 2) names.add(shared[i] as string);
  const fields = [":method", method, ...shared];
  for (let i = 0; i < own.length; i += 2) {
    if (!names.has(own[i] as string)) fields.push(own[i] as string, own[i + 1] as string);
  }
  let size = (fields.length / 2) * FIELD_OVERHEAD;
  for (const text of fields) size += text.length;
  const malformed = size > maxBytes ? FIELDS_TOO_LARGE : undefined;
  return { fields, memo: undefined, malformed, status: 0 };
}

/**
 * Returns protocols in one whose requests may come on a WebSocket as well, one request on each
 * (docs/reference/websocket.md): for browsers, whose fetch cannot send a stream of requests while it receives one of
 * responses. Handshakes with another origin than the server's need the permission of `cors`.
 *
 * @param protocols those of requests without a WebSocket
 * @param carried those of requests on a WebSocket; their exchanges have no trailers
 * @param cors the origins that may call the server; undefined for none but its own
 */
export function webSocketProtocol(
  protocols: readonly ServerProtocol[],
  carried: readonly ServerProtocol[],
  cors: CorsOptions | undefined,
): ServerProtocol {
  const origins = new SocketOrigins(cors);
  return {
    name: protocols.map((one) => one.name).join(", "),
    ownsPath: (path) => protocols.some((one) => one.ownsPath?.(path) === true),
    recognize(section) {
      const { fields } = section;
      for (let i = 0; i < fields.length; i += 2) {
        if (fields[i] === "upgrade") return new Upgrade(fields, carried, origins);
      }
      return recognizeRequest(protocols, section);
    },
  };
}
