import type {
  FieldSection,
  Http1Acceptor,
  Http1Exchange,
  Stream,
  StreamAcceptor,
  StreamHandler,
} from "@tramline/http2";
import { type RecognizedRequest, recognizeRequest } from "@tramline/rpc";
import { ServedConnection } from "./served-connection.ts";

/** A client's connection of our HTTP/2 or HTTP/1.1: has its requests recognized by the server's protocols. */
export abstract class AcceptingConnection
  extends ServedConnection
  implements StreamAcceptor, Http1Acceptor
{
  onRequest(stream: Stream, section: FieldSection, endStream: boolean): StreamHandler {
    let request = section.memo as RecognizedRequest | undefined;
    if (request === undefined) {
      request = recognizeRequest(this.host.protocols, section);
      section.memo = request;
    }
    return request.serve(this, stream, section, endStream);
  }

  onExchange(exchange: Http1Exchange, section: FieldSection, endStream: boolean): StreamHandler {
    let request = section.memo as RecognizedRequest | undefined;
    if (request === undefined) {
      request = recognizeRequest(this.host.http1Protocols, section);
      section.memo = request;
    }
    return request.serve(this, exchange, section, endStream);
  }
}
