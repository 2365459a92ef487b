/**
 * Tramline's interop server, with the official flags.
 *
 *   --port=PORT            0 (default) takes a free one
 *   --host=ADDRESS         default 127.0.0.1
 *   --use_tls[=true]       default false
 *   --tls_cert_file=FILE --tls_key_file=FILE   default: the certificate in testdata/
 *
 * Prints `interop server listening on ADDRESS:PORT`; SIGTERM ends it.
 */
import { readCertificate } from "./certificates.ts";
import { createTestServer } from "./create-test-server.ts";
import { Flags, serverFlags } from "./flags.ts";

const flags = new Flags(process.argv.slice(2), serverFlags);
const server = createTestServer(
  flags.isSet("use_tls")
    ? {
        cert: readCertificate(flags.text("tls_cert_file", ""), "server1.pem"),
        key: readCertificate(flags.text("tls_key_file", ""), "server1.key"),
      }
    : undefined,
);
const { address } = await server.listen({
  host: flags.text("host", "127.0.0.1"),
  port: flags.integer("port", 0),
});
console.log(`interop server listening on ${address}`);
process.on("SIGTERM", () => void server.close({ graceMs: 0 }));
