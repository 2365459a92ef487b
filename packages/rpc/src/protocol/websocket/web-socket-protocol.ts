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
import { pathOf } from "../request-path.ts";
import {
  namesOf,
  ownsPath,
  type RecognizedRequest,
  recognizeRequest,
  type ServerProtocol,
} from "../server-protocol.ts";
import { acceptValue, type HandshakeProblem, problemOf } from "./handshake.ts";
import { type RequestMessage, SUBPROTOCOL } from "./socket-message.ts";
import { SocketOrigins } from "./socket-origin.ts";
import type { PulseSettings } from "./socket-pulse.ts";
import { type BeginCall, WebSocketExchange } from "./web-socket-exchange.ts";

const switching = /*@__PURE__*/ new FieldTemplate([
  ":status",
  "101",
  "sec-websocket-protocol",
  SUBPROTOCOL,
]);
const forbidden = /*@__PURE__*/ plainTemplate("403");

/** The bytes that a field counts beside its name and value (RFC 7541 section 4.1). */
const FIELD_OVERHEAD = 32;

/** Proxies end connections that are silent for a minute, or less. */
const MAX_SILENCE_MS = 20_000;

/** The settings that all handshakes share. */
interface UpgradeParts {
  readonly carried: readonly ServerProtocol[];
  readonly origins: SocketOrigins;
  readonly keepalive: PulseSettings;
}

/** A handshake, with the fields that its calls have. */
class Upgrade implements RecognizedRequest {
  private readonly parts: UpgradeParts;
  private readonly problem: HandshakeProblem | undefined;
  private readonly key: string;
  private readonly origin: string | undefined;
  private readonly authority: string;
  private readonly path: string;
  /** The fields of the handshake that are those of the call, too. */
  private readonly shared: readonly string[];

  constructor(fields: readonly string[], parts: UpgradeParts) {
    this.parts = parts;
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
    const { problem, origin, authority, path, parts } = this;
    if (problem !== undefined) return respondPlain(exchange, problem.template, problem.text);
    const right = parts.origins.judge(host, origin, authority, pathOf(path));
    if (right === "none") {
      const text = "this origin may not call the server: add it to the option cors.origins\n";
      return respondPlain(exchange, forbidden, text);
    }
    const shared = right === "calls" ? withoutCredentials(this.shared) : this.shared;
    const { maxMetadataBytes } = host.settings;
    exchange.sendHeaders(switching, ["sec-websocket-accept", acceptValue(this.key)]);
    const begin: BeginCall = (carried, request) => {
      const section = sectionOf(request, shared, maxMetadataBytes);
      return recognizeRequest(parts.carried, section).serve(host, carried, section, false);
    };
    const maxTextBytes = maxMetadataBytes * 2;
    const socket = new WebSocketExchange(exchange, maxTextBytes, parts.keepalive, begin);
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

/** How a server takes WebSockets. */
export interface WebSocketSettings {
  /** The protocols of requests without a WebSocket. */
  readonly protocols: readonly ServerProtocol[];
  /** The protocols of requests on a WebSocket; their exchanges have no trailers. */
  readonly carried: readonly ServerProtocol[];
  /** The origins that may call the server; undefined for none but its own. */
  readonly cors: CorsOptions | undefined;
  /** When clients are pinged. Proxies end WebSockets that are silent: the server pings at least every 40 seconds. */
  readonly keepalive: PulseSettings;
}

/**
 * Returns protocols in one whose requests may come on a WebSocket as well, one request on each
 * (docs/reference/websocket.md): for browsers, whose fetch cannot send a stream of requests while it receives one of
 * responses. Handshakes with another origin than the server's need the permission of `cors`.
 */
export function webSocketProtocol(settings: WebSocketSettings): ServerProtocol {
  const { protocols, cors } = settings;
  const { timeMs, timeoutMs } = settings.keepalive;
  const parts: UpgradeParts = {
    carried: settings.carried,
    origins: new SocketOrigins(cors),
    keepalive: {
      timeMs: timeMs === Infinity ? Infinity : Math.min(timeMs, MAX_SILENCE_MS),
      timeoutMs,
    },
  };
  return {
    name: namesOf(protocols),
    ownsPath: (path) => ownsPath(protocols, path),
    recognize(section) {
      const { fields } = section;
      for (let i = 0; i < fields.length; i += 2) {
        if (fields[i] === "upgrade") return new Upgrade(fields, parts);
      }
      return recognizeRequest(protocols, section);
    },
  };
}
