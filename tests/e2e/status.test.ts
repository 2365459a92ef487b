import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { describe, it } from "node:test";
import { StatusError } from "tramline";
import { echo, withPair } from "./fixture.ts";

describe("a status message", () => {
  it("arrives with the spaces that it begins and ends with", () => {
    const service = {
      say: () => {
        throw new Error("cannot parse: ");
      },
      collect: () => {
        throw new StatusError("NOT_FOUND", "  no such order ");
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        await assert.rejects(client.say({}), { code: "UNKNOWN", rawMessage: "cannot parse: " });
        await assert.rejects(client.collect([]), {
          code: "NOT_FOUND",
          rawMessage: "  no such order ",
        });
      },
      { server: { exposeErrors: true } },
    );
  });
});

describe("a deadline", () => {
  it("that has passed when the request arrives runs no handler", () => {
    let runs = 0;
    const service = {
      say: () => {
        runs++;
        return {};
      },
    };
    return withPair(service, async ({ address }) => {
      const session = connect(`http://${address}`);
      for (const timeout of ["1n", "0S", "999n", "0n"]) {
        const stream = session.request({
          ":method": "POST",
          ":path": "/e2e.EchoService/Say",
          "content-type": "application/grpc",
          te: "trailers",
          "grpc-timeout": timeout,
        });
        stream.end(new Uint8Array(5));
        stream.resume();
        const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
        assert.equal(headers["grpc-status"], "4", timeout);
        await once(stream, "close");
      }
      assert.equal(runs, 0);
      session.close();
    });
  });

  it("that passes while a handler blocks the event loop does not end with OK", () => {
    const block = () => {
      const end = performance.now() + 30;
      while (performance.now() < end);
    };
    const service = {
      say: () => {
        block();
        return {};
      },
      async collect() {
        await Promise.resolve();
        block();
        return {};
      },
      *repeat() {
        block();
        yield {};
      },
    };
    return withPair({ ...echo, ...service }, async ({ address }) => {
      const session = connect(`http://${address}`);
      for (const method of ["Say", "Collect", "Repeat"]) {
        const stream = session.request({
          ":method": "POST",
          ":path": `/e2e.EchoService/${method}`,
          "content-type": "application/grpc",
          te: "trailers",
          "grpc-timeout": "20m",
        });
        let status: unknown;
        const see = (fields: IncomingHttpHeaders) => {
          status = fields["grpc-status"] ?? status;
        };
        stream.on("response", see);
        stream.on("trailers", see);
        stream.end(new Uint8Array(5));
        stream.resume();
        await once(stream, "close");
        assert.equal(status, "4", method);
      }
      session.close();
    });
  });
});
