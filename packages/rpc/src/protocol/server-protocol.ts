import {
  type ExchangeHandler,
  FIELDS_TOO_LARGE,
  type ReceivedFields,
  type ServedExchange,
} from "../exchange/exchange.ts";
import type { CallHost } from "../server/call-host.ts";
import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";
import type { CrossOriginNeeds } from "./cors/cors-policy.ts";
import { plainTemplate, respondPlain } from "./plain-response.ts";
import { pathOf } from "./request-path.ts";

/** A request that a protocol has recognized. Shared by all requests with the same fields. */
export interface RecognizedRequest {
  /**
   * Begins a call, or responds with the reason why it does not.
   *
   * @param section the request's fields
   * @param endStream the request has no body
   * @returns the handler of what follows on the exchange
   */
  serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler;
}

/**
 * A way in which calls come to a server, such as gRPC: how a request becomes a call of the handler core,
 * and its responses become fields and bytes. Passed to a server as a value.
 */
export interface ServerProtocol {
  /** Such as "gRPC". */
  readonly name: string;
  /** The fields that it needs when a browser's script calls a server of another origin. Default: none. */
  readonly crossOrigin?: CrossOriginNeeds | undefined;
  /** Whether calls end with trailers, which take HTTP/2 or another exchange that has them. Default: false. */
  readonly needsTrailers?: boolean;
  /**
   * Returns whether the protocol serves a path (without its query) besides the paths of the methods, as REST
   * does. A server that is mounted beside other handlers passes on requests for other paths. Left out: it does not.
   */
  ownsPath?(path: string): boolean;
  /**
   * Recognizes a request by its content type and path. Called once for fields that repeat.
   *
   * @returns undefined for a request of another protocol
   */
  recognize(section: ReceivedFields): RecognizedRequest | undefined;
}

/** Returns the request of an exchange, by the first of the protocols that recognizes it. */
export function recognizeRequest(
  protocols: readonly ServerProtocol[],
  section: ReceivedFields,
): RecognizedRequest {
  for (const protocol of protocols) {
    const request = protocol.recognize(section);
    if (request !== undefined) return request;
  }
  return unrecognized(protocols);
}

/** Returns the names of protocols, for people. */
export function namesOf(protocols: readonly ServerProtocol[]): string {
  return protocols.map((one) => one.name).join(", ");
}

/** Returns whether one of the protocols serves a path besides those of the methods. */
export function ownsPath(protocols: readonly ServerProtocol[], path: string): boolean {
  return protocols.some((one) => one.ownsPath?.(path) === true);
}

/**
 * Returns the protocols of exchanges without trailers, such as HTTP/1.1's to a browser. In place of one that
 * needs them, its requests get a response that says so.
 */
export function withoutTrailers(protocols: readonly ServerProtocol[]): ServerProtocol[] {
  return protocols.map((protocol) =>
    protocol.needsTrailers === true ? needingTrailers(protocol) : protocol,
  );
}

function needingTrailers(protocol: ServerProtocol): ServerProtocol {
  const { name } = protocol;
  const text = `${name} needs HTTP/2, whose responses end with trailers\n`;
  const refusal: RecognizedRequest = {
    serve: (_host, exchange) => respondPlain(exchange, versionNotSupported, text),
  };
  return {
    name,
    ownsPath: (path) => ownsPath([protocol], path),
    recognize: (section) => (protocol.recognize(section) === undefined ? undefined : refusal),
  };
}

// HTTP responses to requests of unknown protocols.

const notFound = /*@__PURE__*/ plainTemplate("404");
const unsupportedMediaType = /*@__PURE__*/ plainTemplate("415");
const fieldsTooLarge = /*@__PURE__*/ plainTemplate("431");
const versionNotSupported = /*@__PURE__*/ plainTemplate("505");

/** A request that none of the protocols recognizes. */
function unrecognized(protocols: readonly ServerProtocol[]): RecognizedRequest {
  return {
    serve({ methods }, exchange, { fields, malformed }) {
      if (malformed === FIELDS_TOO_LARGE) {
        const text = "the request's header fields are too large\n";
        return respondPlain(exchange, fieldsTooLarge, text);
      }
      const names = namesOf(protocols);
      const isCall = valueOf(fields, ":method") === "POST";
      const isKnown = isCall || methods.find(pathOf(valueOf(fields, ":path"))) !== undefined;
      const template = isKnown ? unsupportedMediaType : notFound;
      return respondPlain(exchange, template, `this port speaks ${names}\n`);
    },
  };
}

function valueOf(fields: readonly string[], name: string): string {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] === name) return fields[i + 1] as string;
  }
  return "";
}

/** The status of a call that was not processed, for clients that cannot see it from a reset. */
export function unprocessed(): StatusError {
  return withoutStack(() => new StatusError("UNAVAILABLE", "the server rejects further calls"));
}
