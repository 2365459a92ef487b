import { readFileSync } from "node:fs";

/** The name that the test certificate is good for, beside any other in *.test.google.fr. */
export const testServerName = "foo.test.google.fr";

/** Where a certificate of this folder is: `ca.pem`, `server1.pem` or `server1.key`. */
export function testCertificate(name: "ca.pem" | "server1.pem" | "server1.key"): URL {
  return new URL(`../testdata/${name}`, import.meta.url);
}

/** Reads the file that a flag names, or else this folder's own. */
export function readCertificate(
  flag: string,
  name: "ca.pem" | "server1.pem" | "server1.key",
): string {
  return readFileSync(flag === "" ? testCertificate(name) : flag, "utf8");
}
