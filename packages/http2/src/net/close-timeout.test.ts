/** Tests of what is still read of a socket whose connection is over. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { AllowanceTable } from "../limits/allowance-table.ts";
import { Closing } from "./close-timeout.ts";
import type { DrivenConnection } from "./driven-connection.ts";
import type { DriverShared } from "./driver-shared.ts";
import { SocketDriver } from "./socket-driver.ts";

const MiB = 1024 * 1024;

/** A socket that is closed by hand. */
class SilentSocket {
  isDestroyed = false;
  destroy(): void {
    this.isDestroyed = true;
  }
}

function closing(shared: DriverShared | undefined): Closing {
  return new Closing(new SilentSocket() as unknown as Socket, shared);
}

/** Ends in order, and returns how many MiB are read of what comes then. */
function readBehindEnd(own: Closing): number {
  own.begin(false, false);
  let read = 0;
  while (read < 100 && own.drops(MiB)) read += 1;
  assert.ok(!own.drops(1), "it never reads again");
  return read;
}

const permitsNothing = (): DriverShared => ({ debtMs: 0, held: 0, permitsDropped: () => false });

describe("the end of a socket", () => {
  test("reads nothing from a peer that was cut off", () => {
    const own = closing(undefined);
    own.begin(true, false);
    assert.ok(!own.drops(1));
    own.done();
  });

  test("reads 16 MiB from a peer without an account", () => {
    const own = closing(undefined);
    assert.equal(readBehindEnd(own), 16);
    own.done();
  });

  test("reads what the account permits, whichever connection of the address it came on", () => {
    let left = 5;
    const shared = { debtMs: 0, held: 0, permitsDropped: () => left-- > 0 };
    const first = closing(shared);
    first.begin(false, false);
    assert.ok(first.drops(MiB) && first.drops(MiB));
    first.done();
    const second = closing(shared);
    assert.equal(readBehindEnd(second), 3);
    second.done();
    assert.equal(shared.held, 0);
  });

  test("keeps 64 sockets of an address that sends on, and forgets each when it is closed", () => {
    const shared = permitsNothing();
    const all = Array.from({ length: 70 }, () => closing(shared));
    for (const own of all) assert.equal(readBehindEnd(own), 0);
    assert.equal(shared.held, 64);
    for (const own of all) own.done();
    assert.equal(shared.held, 0);
  });

  test("holds back a client that sends on behind a response that was the last", async () => {
    const shared = new AllowanceTable({ now: () => 0 }).of("127.0.0.1");
    let read: Promise<number> | undefined;
    const server = createServer((socket) => {
      const driver = new SocketDriver(socket, { shared });
      const output = [Buffer.from("413")];
      const connection: DrivenConnection = {
        isReady: true,
        inputWaitMs: 0,
        receive(_bytes, end) {
          driver.end(false, false);
          return end;
        },
        takeOutput: () => output.splice(0),
        outputTaken() {},
        outputWritten() {},
        outputLost() {},
        socketClosed() {},
        onPeerSilent() {},
        onThrottled() {},
      };
      driver.attach(connection, undefined, false);
      read = once(socket, "close").then(() => socket.bytesRead);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true });
    client.on("error", () => {});
    const response: Buffer[] = [];
    client.on("data", (bytes: Buffer) => response.push(bytes));
    const piece = new Uint8Array(MiB);
    for (let i = 0; i < 256; i++) client.write(piece);
    // Not by `once`, which rejects on the error that the close may come with.
    await new Promise((resolve) => client.once("close", resolve));
    server.close();
    const bytes = (await read) ?? 0;
    assert.equal(Buffer.concat(response).toString(), "413");
    assert.ok(bytes >= MiB && bytes <= 64 * MiB, `${bytes} bytes read of 256 MiB`);
    assert.equal(shared?.held, 0);
  });
});
