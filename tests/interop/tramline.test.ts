import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Server } from "tramline";
import { interopCases } from "./src/cases/index.ts";
import { readCertificate, testServerName } from "./src/certificates.ts";
import { createTestServer } from "./src/create-test-server.ts";
import { type CaseTarget, runCase } from "./src/run-case.ts";

// Our client with our server: all official cases, in this process.
for (const isTls of [false, true]) {
  describe(`tramline → tramline, ${isTls ? "TLS" : "cleartext"}`, () => {
    let server: Server;
    let target: CaseTarget;

    before(async () => {
      server = createTestServer(
        isTls
          ? {
              cert: readCertificate("", "server1.pem"),
              key: readCertificate("", "server1.key"),
            }
          : undefined,
      );
      const { address } = await server.listen("127.0.0.1:0");
      target = isTls
        ? { address, tls: { ca: readCertificate("", "ca.pem") }, authority: testServerName }
        : { address };
    });

    after(() => server.close({ graceMs: 0 }));

    for (const name of Object.keys(interopCases)) {
      test(name, async () => {
        await runCase(name, target);
      });
    }

    test("nothing is left of the calls", async () => {
      const deadline = performance.now() + 2000;
      while (server.openConnections > 0 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.equal(server.openConnections, 0);
      assert.equal(server.openCalls, 0);
    });
  });
}
