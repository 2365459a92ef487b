import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CorsOptions, createServer } from "tramline";
import { part, serving, versions } from "./edge.test.support.ts";

const SHOP = "https://shop.example";
const write = {
  ":path": "/edge.EdgeService/Write",
  "content-type": "application/json",
  origin: SHOP,
};
const preflight = {
  ":method": "OPTIONS",
  ":path": "/edge.EdgeService/Write",
  origin: SHOP,
  "access-control-request-method": "POST",
  "access-control-request-headers": "content-type,connect-protocol-version",
};

const names = (value: unknown): string[] => String(value).split(", ").toSorted();

for (const [version, send] of versions) {
  describe(`the option cors over ${version}`, () => {
    it("is off by default: no response has its fields, and a preflight request is not understood", async () => {
      await serving({}, async (port) => {
        for (const headers of [write, preflight]) {
          const response = await send(port, headers, "{}");
          const found = Object.keys(response.headers).filter((name) => name.startsWith("access-"));
          assert.deepEqual(found, []);
        }
        assert.equal((await send(port, preflight)).status, 415);
      });
    });

    it("true allows any origin, with the methods and headers that the protocols need", async () => {
      await serving({ cors: true }, async (port) => {
        const { status, headers, body } = await send(port, preflight);
        assert.deepEqual([status, body.length], [204, 0]);
        assert.equal(headers["access-control-allow-origin"], "*");
        assert.equal(headers["access-control-allow-credentials"], undefined);
        assert.equal(headers["vary"], undefined);
        assert.equal(headers["access-control-max-age"], "7200");
        assert.deepEqual(names(headers["access-control-allow-methods"]), ["GET", "POST"]);
        assert.deepEqual(names(headers["access-control-allow-headers"]), [
          "connect-accept-encoding",
          "connect-content-encoding",
          "connect-protocol-version",
          "connect-timeout-ms",
          "content-encoding",
          "content-type",
          "grpc-accept-encoding",
          "grpc-encoding",
          "grpc-previous-rpc-attempts",
          "grpc-timeout",
          "x-grpc-web",
          "x-user-agent",
        ]);
      });
    });

    it("lets scripts read the metadata of a response, whatever its protocol and status", async () => {
      await serving({ cors: { exposedHeaders: ["X-Proxy"] } }, async (port) => {
        for (const body of ['{"text":"a"}', '{"text":"fail"}']) {
          const { headers } = await send(port, write, body);
          assert.equal(headers["access-control-allow-origin"], "*");
          const exposed = names(headers["access-control-expose-headers"]);
          for (const name of [
            "head",
            "trailer-tail",
            "trailer-tail-bin",
            "grpc-status",
            "x-proxy",
          ]) {
            assert.ok(exposed.includes(name), `${name} in ${exposed.join()}`);
          }
          assert.ok(!exposed.includes("content-type") && !exposed.includes(":status"));
        }
        const web = { ...write, "content-type": "application/grpc-web+json" };
        const { headers } = await send(port, web, part(0, "{}"));
        assert.ok(names(headers["access-control-expose-headers"]).includes("head"));
        const wrong = await send(port, { ...write, "content-type": "text/html" }, "{}");
        assert.deepEqual(
          [wrong.status, wrong.headers["access-control-allow-origin"]],
          [415, "*"],
          "a script can read why",
        );
      });
    });

    it("with origins allows those alone, with credentials and headers of its own", async () => {
      const cors: CorsOptions = {
        origins: [SHOP],
        allowedHeaders: ["Authorization"],
        allowCredentials: true,
        maxAgeSeconds: 60,
      };
      await serving({ cors }, async (port) => {
        const allowed = await send(port, preflight);
        assert.equal(allowed.headers["access-control-allow-origin"], SHOP);
        assert.equal(allowed.headers["access-control-allow-credentials"], "true");
        assert.equal(allowed.headers["access-control-max-age"], "60");
        assert.equal(allowed.headers["vary"], "origin");
        assert.ok(names(allowed.headers["access-control-allow-headers"]).includes("authorization"));

        for (const origin of ["https://shop.example.evil", "https://shop.exampl", "null"]) {
          const refused = await send(port, { ...preflight, origin });
          assert.equal(refused.status, 403);
          assert.equal(refused.headers["access-control-allow-origin"], undefined);
          const { status, headers } = await send(port, { ...write, origin }, "{}");
          assert.equal(status, 200, "a page of the server's own sends its origin, too");
          assert.equal(headers["access-control-allow-origin"], undefined);
          assert.equal(headers["vary"], "origin");
        }
        const { origin: _, ...withoutOrigin } = write;
        const { headers } = await send(port, withoutOrigin, "{}");
        assert.equal(headers["vary"], undefined);
      });
    });

    it("takes a function that decides", async () => {
      const cors = { origins: (origin: string) => origin.endsWith(".example") };
      await serving({ cors }, async (port) => {
        assert.equal((await send(port, preflight)).status, 204);
        assert.equal((await send(port, { ...preflight, origin: "https://evil.test" })).status, 403);
      });
    });

    it("calls the function once for each request, also for those that repeat", async () => {
      const asked: string[] = [];
      const cors = {
        origins(origin: string) {
          asked.push(origin);
          return true;
        },
      };
      await serving({ cors }, async (port) => {
        for (const headers of [preflight, write, write]) await send(port, headers, "{}");
      });
      assert.deepEqual(asked, [SHOP, SHOP, SHOP]);
    });

    it("takes an error of the function, and all but true, for a denial", async () => {
      const errors: string[] = [];
      const onError = ({ message }: Error, { method }: { method: string | undefined }) => {
        errors.push(`${method}: ${message}`);
      };
      const origins = (origin: string) => {
        if (origin === "null") throw new Error("not an address");
        return Promise.resolve(true);
      };
      await serving({ cors: { origins: origins as never }, onError }, async (port) => {
        for (const origin of ["null", SHOP]) {
          assert.equal((await send(port, { ...preflight, origin })).status, 403);
          const { status, headers } = await send(port, { ...write, origin }, "{}");
          assert.equal(status, 200);
          assert.equal(headers["access-control-allow-origin"], undefined);
          assert.equal(headers["vary"], "origin");
        }
      });
      const error = "/edge.EdgeService/Write: not an address";
      assert.deepEqual(errors, [error, error]);
    });

    it("that cannot work is a ConfigurationError that names it", () => {
      for (const [cors, pattern] of [
        [{ allowCredentials: true }, /cors\.allowCredentials/],
        [{ origins: ["https://shop.example/"] }, /cors\.origins\[0\]/],
        [{ origins: "https://shop.example" }, /cors\.origins/],
        [{ origin: [SHOP] }, /cors\.origin.*origins/],
        [{ allowedHeaders: ["a b"] }, /cors\.allowedHeaders\[0\]/],
        [{ maxAgeSeconds: -1 }, /cors\.maxAgeSeconds/],
        ["*", /option cors: expected true, false, or an object/],
      ] as const) {
        assert.throws(() => createServer({ cors: cors as never }), {
          code: "SERVER_OPTION_INVALID",
          message: pattern,
        });
      }
    });
  });
}
