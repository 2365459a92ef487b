import { type ExchangeHandler, FieldTemplate, type ServedExchange } from "../exchange/exchange.ts";
import { ignoringHandler } from "../exchange/ignoring-handler.ts";

/**
 * Returns the constant fields of a response in plain text.
 *
 * @param others further fields: name, value, …
 */
export function plainTemplate(status: string, others: readonly string[] = []): FieldTemplate {
  return new FieldTemplate([":status", status, "content-type", "text/plain", ...others]);
}

/** Responds with a line of text, for a client that speaks another protocol. */
export function respondPlain(
  exchange: ServedExchange,
  template: FieldTemplate,
  text: string,
  fields: readonly string[] = [],
): ExchangeHandler {
  exchange.sendHeaders(template, fields);
  exchange.sendData(new TextEncoder().encode(text), true);
  if (!exchange.remoteEnded) exchange.stopReading();
  return ignoringHandler;
}
