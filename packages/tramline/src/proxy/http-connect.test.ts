import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { openTunnel, ProxyError } from "./http-connect.ts";
import { ProxyAddress } from "./proxy-address.ts";

const TARGET = "orders.example:443";

/** Runs `body` with a proxy that does as `script` says with each connection. */
async function withProxy(
  script: (socket: Socket) => void,
  body: (proxy: ProxyAddress) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    script(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await body(new ProxyAddress("127.0.0.1", port, "Basic dTpw"));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Responds to the request with these pieces, a turn of the event loop apart. */
function respond(...pieces: string[]): (socket: Socket) => void {
  return (socket) => {
    socket.once("data", () => {
      for (const [index, piece] of pieces.entries()) {
        setTimeout(() => socket.write(piece, "latin1"), index * 5);
      }
    });
  };
}

const open = (proxy: ProxyAddress): Promise<Socket> =>
  openTunnel(proxy, TARGET, new AbortController().signal);

/** Checks that a tunnel is missing, and why; `PROXY` in the pattern is the proxy's address. */
function fails(script: (socket: Socket) => void, expected: string): Promise<void> {
  return withProxy(script, async (proxy) => {
    await assert.rejects(open(proxy), (error) => {
      assert.ok(error instanceof ProxyError);
      assert.equal(error.message.replaceAll(proxy.name, "PROXY"), expected);
      return true;
    });
  });
}

describe("a tunnel through a proxy", () => {
  it("asks by name, with user and password, and hands on what comes behind the response", () => {
    let request = "";
    return withProxy(
      (socket) => {
        socket.once("data", (chunk) => {
          request = chunk.toString("latin1");
          socket.write("HTTP/1.1 200 Connection established\r\nX-Some: thing\r\n\r\nhello");
          socket.on("data", (more) => socket.write(more));
        });
      },
      async (proxy) => {
        const socket = await open(proxy);
        assert.match(
          request,
          /^CONNECT orders\.example:443 HTTP\/1\.1\r\nHost: orders\.example:443\r\nUser-Agent: grpc-typescript-tramline\/\S+\r\nProxy-Authorization: Basic dTpw\r\n\r\n$/,
        );
        const [first] = (await once(socket.resume(), "data")) as [Buffer];
        assert.equal(first.toString(), "hello");
        socket.write("echo");
        const [second] = (await once(socket, "data")) as [Buffer];
        assert.equal(second.toString(), "echo");
        socket.destroy();
      },
    );
  });

  it("takes a response in pieces, behind an interim one", () =>
    withProxy(
      respond("HT", "TP/1.1 100 Continue\r\n\r\nHTTP/1.0 2", "04\r\nA: b\r", "\n\r", "\n"),
      async (proxy) => {
        const socket = await open(proxy);
        assert.equal(socket.readableLength, 0);
        socket.destroy();
      },
    ));

  it("names the status of a refusal", () =>
    fails(
      respond("HTTP/1.1 403 For\x07bidden\r\n\r\n<html>"),
      'the proxy PROXY refused CONNECT orders.example:443 with "HTTP/1.1 403 For?bidden"',
    ));

  it("says what to do about 407", async () => {
    await fails(
      respond("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
      'the proxy PROXY refused CONNECT orders.example:443 with "HTTP/1.1 407 Proxy Authentication Required": it does not accept the user and password in the proxy\'s URL',
    );
    await withProxy(respond("HTTP/1.1 407 No\r\n\r\n"), async ({ host, port }) => {
      const anonymous = new ProxyAddress(host, port, undefined);
      await assert.rejects(
        open(anonymous),
        new RegExp(
          `407 No": give a user and password in the proxy's URL, http://USER:PASSWORD@127`,
        ),
      );
    });
  });

  it("ends with a proxy that says nothing, or something else", async () => {
    await fails(
      (socket) => socket.once("data", () => socket.end()),
      "the proxy PROXY did not respond to CONNECT orders.example:443",
    );
    const other =
      "the proxy PROXY responded to CONNECT orders.example:443 with something other than HTTP/1.1: check its port, and that it is an HTTP proxy";
    await fails(respond("SSH-2.0-OpenSSH\r\n"), other);
    await fails(respond("HTTP/2 what\r\n\r\n"), other);
    await fails(respond("HTTP/1.1 200 OK\r\n", "A: b\r\n".repeat(4000)), other);
  });

  it("says when the proxy is not there", async () => {
    // Not a port that was free a moment ago: another program may have it by now.
    const gone = new ProxyAddress("127.0.0.1", 1, undefined);
    await assert.rejects(open(gone), {
      name: "ProxyError",
      message: `the proxy ${gone.name} cannot be reached: ECONNREFUSED`,
    });
  });

  it("is given up with the signal, and leaves no socket", () => {
    let closed: Promise<unknown> = Promise.resolve();
    return withProxy(
      (socket) => {
        closed = once(socket.resume(), "close");
      },
      async (proxy) => {
        const abort = new AbortController();
        const opened = openTunnel(proxy, TARGET, abort.signal);
        setTimeout(() => abort.abort(new Error("enough")), 20);
        await assert.rejects(opened, /enough/);
        await closed;
        await assert.rejects(openTunnel(proxy, TARGET, abort.signal), /enough/);
      },
    );
  });
});
