import { FetchExchange, fieldsOf } from "@tramline/rpc";
import { CarriedConnection } from "./carried-connection.ts";
import type { InProcessDoor } from "./in-process-door.ts";

/** Serves a web-standard request; the response never rejects. */
export function serveFetch(door: InProcessDoor, request: Request): Promise<Response> {
  const exchange = new FetchExchange(request, () => connection.finish());
  const connection = new CarriedConnection(door, exchange, { peer: "fetch", authInfo: undefined });
  try {
    door.enter(connection);
  } catch {
    return Promise.resolve(new Response("the server has been closed\n", { status: 503 }));
  }
  connection.serve(fieldsOf(request), request.body === null);
  void exchange.pump();
  return exchange.response;
}
