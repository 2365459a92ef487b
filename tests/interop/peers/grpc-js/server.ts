/** An interop server on @grpc/grpc-js, with the official flags: see ../../src/server.ts. */
import { readCertificate } from "../../src/certificates.ts";
import { Flags, serverFlags } from "../../src/flags.ts";
import { startGrpcJsServer } from "./create-server.ts";

const flags = new Flags(process.argv.slice(2), serverFlags);
const server = await startGrpcJsServer(
  flags.integer("port", 0),
  flags.isSet("use_tls")
    ? {
        cert: readCertificate(flags.text("tls_cert_file", ""), "server1.pem"),
        key: readCertificate(flags.text("tls_key_file", ""), "server1.key"),
      }
    : undefined,
);
console.log(`interop server listening on 127.0.0.1:${server.port}`);
process.on("SIGTERM", () => server.close());
