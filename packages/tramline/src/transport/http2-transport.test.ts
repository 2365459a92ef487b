import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import type { Connection } from "@tramline/http2";
import { systemClock } from "../subchannel/clock.ts";
import { Http2Transport } from "./http2-transport.ts";

test("an idle transport lets the process end, a closing one holds it until the socket is closed", async () => {
  const server = createServer((accepted) => accepted.resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  const references: string[] = [];
  const { ref, unref } = socket;
  socket.ref = () => {
    references.push("ref");
    return ref.call(socket);
  };
  socket.unref = () => {
    references.push("unref");
    return unref.call(socket);
  };
  const connection = { drain: () => socket.end(), close: () => socket.end() };
  const transport = new Http2Transport({
    connection: connection as unknown as Connection,
    socket,
    peer: "test",
    idleCheckAfterMs: Infinity,
    clock: systemClock,
    onTrusted: () => {},
  });
  transport.setIdle(true);
  assert.deepEqual(references, ["unref"]);
  transport.close(true);
  // The last stream ends while the connection drains.
  transport.setIdle(true);
  assert.deepEqual(references, ["unref", "ref"]);
  await transport.closed;
  await new Promise((resolve) => server.close(resolve));
});
