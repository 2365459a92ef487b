import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Interceptor, Server } from "tramline";
import { interopCases } from "./src/cases/index.ts";
import { readCertificate, testServerName } from "./src/certificates.ts";
import { createTestServer } from "./src/create-test-server.ts";
import { type CaseTarget, runCase } from "./src/run-case.ts";

const variants = [
  { name: "cleartext", isTls: false, isIntercepted: false },
  { name: "TLS", isTls: true, isIntercepted: false },
  { name: "cleartext, interceptors on both sides", isTls: false, isIntercepted: true },
];

// Our client with our server: all official cases, in this process.
for (const { name: variant, isTls, isIntercepted } of variants) {
  describe(`tramline → tramline, ${variant}`, () => {
    let server: Server;
    let target: CaseTarget;
    let interceptedCalls = 0;

    before(async () => {
      const tls = isTls
        ? { cert: readCertificate("", "server1.pem"), key: readCertificate("", "server1.key") }
        : undefined;
      const countCalls: Interceptor = (call, next) => {
        if (call.metadata.get("x-interop") === "added") interceptedCalls++;
        return next(call);
      };
      server = createTestServer(tls, isIntercepted ? [countCalls] : []);
      const { address } = await server.listen("127.0.0.1:0");
      target = {
        address,
        ...(isTls && { tls: { ca: readCertificate("", "ca.pem") }, authority: testServerName }),
        ...(isIntercepted && { additionalMetadata: [["x-interop", "added"]] }),
      };
    });

    after(() => server.close({ graceMs: 0 }));

    for (const name of Object.keys(interopCases)) {
      test(name, async () => {
        const before = interceptedCalls;
        await runCase(name, target);
        if (!isIntercepted) return;
        // What the server does not have reaches no interceptor of its own, and a deadline of a
        // millisecond may pass on the way.
        if (name.startsWith("unimplemented") || name.startsWith("timeout")) return;
        assert.ok(interceptedCalls > before, "the call passed no interceptor");
      });
    }

    test("nothing is left of the calls", async () => {
      const deadline = performance.now() + 30_000;
      while (server.openConnections > 0 && performance.now() < deadline) await sleep(5);
      assert.equal(server.openConnections, 0);
      assert.equal(server.openCalls, 0);
    });
  });
}
