import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Runs `body` with a certificate of its own making, for localhost. */
export async function withTlsFiles(
  body: (files: { cert: Buffer; key: Buffer }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-tls-"));
  try {
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    const files = ["-keyout", "a.key", "-out", "a.pem", "-subj", "/CN=localhost"];
    execFileSync("openssl", ["req", "-x509", ...made, ...files], { cwd: folder, stdio: "pipe" });
    const read = (name: string) => readFileSync(path.join(folder, name));
    await body({ cert: read("a.pem"), key: read("a.key") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
