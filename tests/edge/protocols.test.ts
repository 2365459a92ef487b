import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  createServer,
  grpcProtocol,
  grpcWebProtocol,
  type Interceptor,
  type ServerCallObserver,
  type ServerObserver,
} from "tramline";
import { part, serving, versions } from "./edge.test.support.ts";

const path = { ":path": "/edge.EdgeService/Write" };
const connectUnary = { ...path, "content-type": "application/json" };
const connectStream = {
  ":path": "/edge.EdgeService/Repeat",
  "content-type": "application/connect+json",
};
const web = { ...path, "content-type": "application/grpc-web+json" };
const webText = { ...path, "content-type": "application/grpc-web-text+json" };

for (const [version, send] of versions) {
  describe(`the option protocols over ${version}`, () => {
    it("leaves out what is not named, and says what the port speaks", async () => {
      await serving({ protocols: [grpcProtocol, grpcWebProtocol] }, async (port) => {
        assert.equal((await send(port, web, part(0, "{}"))).status, 200);
        const { status, text } = await send(port, connectUnary, "{}");
        assert.deepEqual([status, text], [415, "this port speaks gRPC, gRPC-Web\n"]);
      });
    });

    it("must be a list of protocols", () => {
      for (const protocols of [[], ["grpc"], grpcProtocol, [undefined]]) {
        assert.throws(() => createServer({ protocols: protocols as never }), {
          code: "SERVER_OPTION_INVALID",
          message: /protocols/,
        });
      }
    });
  });

  describe(`the calls of every protocol over ${version}`, () => {
    const calls = [
      { headers: connectUnary, ok: "{}", fail: '{"text":"fail"}' },
      { headers: connectStream, ok: part(0, '{"count":1}'), fail: part(0, '{"text":"fail"}') },
      { headers: web, ok: part(0, "{}"), fail: part(0, '{"text":"fail"}') },
      {
        headers: webText,
        ok: part(0, "{}").toString("base64"),
        fail: part(0, '{"text":"fail"}').toString("base64"),
      },
    ] as const;

    it("reach observers: their messages' sizes and their end", async () => {
      for (const { headers, ok, fail } of calls) {
        const seen: string[] = [];
        const observer: ServerObserver = {
          observeServerMethod: () => ({
            onCallStart(): ServerCallObserver {
              return {
                run: (body) => body(),
                onMessageReceived: (bytes, wire) => seen.push(`in ${bytes} ${wire}`),
                onMessageSent: (bytes, wire) => seen.push(`out ${bytes} ${wire}`),
                onCallEnd: (error) => seen.push(`end ${error?.code ?? "OK"}`),
              };
            },
          }),
        };
        await serving({ observers: [observer] }, async (port) => {
          await send(port, headers, ok);
          await send(port, headers, fail);
          await send(port, { ...headers, ":path": "/edge.EdgeService/Missing" }, ok);
          await send(port, { ...headers, ":path": "/edge.EdgeService/Nothing" }, ok);
        });
        const size = headers === connectStream ? 11 : 2;
        const [kind] = headers["content-type"].split("+");
        const missing = headers === connectStream ? [] : ["end UNIMPLEMENTED"];
        assert.deepEqual(
          seen,
          [
            `in ${size} ${size}`,
            "out 2 2",
            "end OK",
            "in 15 15",
            "end FAILED_PRECONDITION",
            ...missing,
            "end UNIMPLEMENTED",
          ],
          kind,
        );
      }
    });

    it("count against the limits of the server, before anything is decoded", async () => {
      for (const { headers, ok } of calls) {
        let goOn = () => {};
        const held = new Promise<void>((resolve) => {
          goOn = resolve;
        });
        let onBegun = () => {};
        const begun = new Promise<void>((resolve) => {
          onBegun = resolve;
        });
        const holding: Interceptor = async (call, next) => {
          onBegun();
          await held;
          return next(call);
        };
        const limits = { maxConcurrentCalls: 1 };
        await serving({ limits, interceptors: [holding] }, async (port) => {
          const first = send(port, headers, ok);
          await begun;
          // Nothing that could be decoded.
          const second = await send(port, headers, "x");
          goOn();
          const isText = headers === webText;
          const text = isText ? Buffer.from(second.text, "base64").toString() : second.text;
          assert.match(text, /maxConcurrentCalls/);
          assert.doesNotMatch((await first).text, /maxConcurrentCalls/);
        });
      }
    });

    it("have no fields of their protocol in the metadata of the handler", async () => {
      const names: string[] = [];
      await serving(
        {
          interceptors: [
            (call, next) => {
              names.push(...Object.keys(call.metadata.toJSON()));
              return next(call);
            },
          ],
        },
        async (port) => {
          for (const { headers, ok } of calls) {
            const extra = {
              "connect-protocol-version": "1",
              "connect-timeout-ms": "1000",
              "grpc-timeout": "1S",
              "accept-encoding": "gzip",
              mine: "1",
            };
            await send(port, { ...headers, ...extra }, ok);
          }
        },
      );
      assert.deepEqual([...new Set(names)], ["mine"]);
      assert.equal(names.length, calls.length);
    });
  });
}
