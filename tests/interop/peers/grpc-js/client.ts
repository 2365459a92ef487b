/** An interop client on @grpc/grpc-js, with the official flags: see ../../src/client.ts. */
import { readCertificate } from "../../src/certificates.ts";
import { clientFlags, Flags } from "../../src/flags.ts";
import { reportFailure } from "../../src/report-failure.ts";
import { runGrpcJsCase } from "./cases.ts";

const flags = new Flags(process.argv.slice(2), clientFlags);
const name = flags.text("test_case", "large_unary");
const override = flags.text("server_host_override", "");
try {
  await runGrpcJsCase(name, {
    address: `${flags.text("server_host", "localhost")}:${flags.integer("server_port", 8080)}`,
    ca: flags.isSet("use_tls") ? readCertificate(flags.text("ca_file", ""), "ca.pem") : undefined,
    serverName: override === "" ? undefined : override,
  });
} catch (error) {
  reportFailure(name, error);
}
