// Requests of HTTP/1.1 with any fields, over a connection of their own.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

/** A request; GET without a body, else POST. */
export interface HttpRequest {
  readonly address: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** A whole response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request and reads the response. */
export async function send(one: HttpRequest): Promise<HttpResponse> {
  const { address, path, body, headers = {} } = one;
  const { method = body === undefined ? "GET" : "POST" } = one;
  const sent = request(`http://${address}${path}`, {
    method,
    agent: false,
    headers: headers as Record<string, string | string[]>,
  });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of response.setEncoding("latin1")) text += String(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}
