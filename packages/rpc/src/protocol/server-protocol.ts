import {
  type ExchangeHandler,
  FieldTemplate,
  type ReceivedFields,
  type ServedExchange,
} from "../exchange/exchange.ts";
import type { CallHost } from "../server/call-host.ts";

/** A request that a protocol has recognized. Shared by all requests with the same fields. */
export interface RecognizedRequest {
  /**
   * Begins a call, or responds why there is none.
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
 * and its responses become fields and bytes. A value that a server is given.
 */
export interface ServerProtocol {
  /** Such as "grpc". */
  readonly name: string;
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
  return unrecognized;
}

/** An HTTP response to a request that is not of any protocol. */
const unsupportedMediaType = new FieldTemplate([":status", "415", "content-type", "text/plain"]);

const unrecognized: RecognizedRequest = {
  serve(_host, exchange) {
    exchange.sendHeaders(unsupportedMediaType, []);
    exchange.sendData(new TextEncoder().encode("this port speaks gRPC over HTTP/2\n"), true);
    if (!exchange.remoteEnded) exchange.stopReading();
    return finishedExchange;
  },
};

/** Handles the rest of an exchange without a call: drops it. */
export const finishedExchange: ExchangeHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};
