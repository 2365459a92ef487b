import { after, before, describe, test } from "node:test";
import type { Server } from "tramline";
import { grpcJsCases, runGrpcJsCase } from "./peers/grpc-js/cases.ts";
import { type GrpcJsServer, startGrpcJsServer } from "./peers/grpc-js/create-server.ts";
import { failsOnServer } from "./runner/not-applicable.ts";
import { interopCases } from "./src/cases/index.ts";
import { readCertificate, testServerName } from "./src/certificates.ts";
import { createTestServer } from "./src/create-test-server.ts";
import { runCase } from "./src/run-case.ts";

const impossible = failsOnServer["grpc-js"] ?? {};

function serverTls(isTls: boolean) {
  return isTls
    ? { cert: readCertificate("", "server1.pem"), key: readCertificate("", "server1.key") }
    : undefined;
}

// Our client with a server of @grpc/grpc-js and the other way round, in this process.
for (const isTls of [false, true]) {
  const transport = isTls ? "TLS" : "cleartext";
  const ca = isTls ? readCertificate("", "ca.pem") : undefined;

  describe(`tramline → grpc-js, ${transport}`, () => {
    let server: GrpcJsServer;
    before(async () => {
      server = await startGrpcJsServer(0, serverTls(isTls));
    });
    after(() => server.close());

    for (const name of Object.keys(interopCases)) {
      if (name in impossible) continue;
      test(name, async () => {
        await runCase(name, {
          address: `127.0.0.1:${server.port}`,
          ...(ca !== undefined && { tls: { ca }, authority: testServerName }),
        });
      });
    }
  });

  describe(`grpc-js → tramline, ${transport}`, () => {
    let server: Server;
    let address: string;
    before(async () => {
      server = createTestServer(serverTls(isTls));
      ({ address } = await server.listen("127.0.0.1:0"));
    });
    after(() => server.close({ graceMs: 0 }));

    for (const name of Object.keys(grpcJsCases)) {
      test(name, async () => {
        await runGrpcJsCase(name, { address, ca, serverName: isTls ? testServerName : undefined });
      });
    }
  });
}
