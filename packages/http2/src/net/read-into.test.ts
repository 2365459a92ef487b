import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { readInto } from "./read-into.ts";

/** Sends `bytes` to a socket of a server, which `receive` is called with as soon as it is open. */
async function sendTo(
  bytes: Uint8Array,
  receive: (socket: Socket) => Promise<void>,
): Promise<void> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection").then(([socket]) => receive(socket as Socket));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.end(bytes);
  try {
    await accepted;
  } finally {
    client.destroy();
    server.close();
  }
}

const isNode = !("bun" in process.versions) && !("deno" in process.versions);

describe("a server's socket reads into given memory", { skip: !isNode }, () => {
  const bytes = new Uint8Array(100_000).map((_, index) => index % 251);

  it("as this version of Node can", async () => {
    const received: Uint8Array[] = [];
    await sendTo(bytes, async (socket) => {
      const memory = new Uint8Array(1000);
      const isPossible = readInto(socket, memory, (length, buffer) => {
        assert.equal(buffer, memory);
        received.push(buffer.slice(0, length));
        return true;
      });
      assert.ok(isPossible);
      socket.resume();
      await once(socket, "end");
    });
    assert.ok(received.every(({ length }) => length <= 1000));
    assert.ok(Buffer.concat(received).equals(bytes));
  });

  it("false pauses, resume goes on", async () => {
    let length = 0;
    await sendTo(bytes, async (socket) => {
      const isPossible = readInto(socket, new Uint8Array(1000), (count) => {
        length += count;
        setImmediate(() => socket.resume());
        return false;
      });
      assert.ok(isPossible);
      socket.resume();
      await once(socket, "end");
    });
    assert.equal(length, bytes.length);
  });

  it("not once it has begun to read in the ordinary way", async () => {
    await sendTo(bytes, async (socket) => {
      socket.on("data", () => {});
      assert.equal(
        readInto(socket, new Uint8Array(1000), () => true),
        false,
      );
      await once(socket, "end");
    });
  });
});
