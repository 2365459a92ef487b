import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { StatusError } from "@tramline/rpc";
import { build } from "esbuild";
import type { connectTo } from "./entries/tramline/client.ts";

type Connect = typeof connectTo;

const folder = mkdtempSync(path.join(tmpdir(), "tramline-client-"));

// At the end of the process: a hook of the test runner may come before another file of tests is loaded.
process.once("exit", () => rmSync(folder, { recursive: true }));

/** What a browser would be sent, loaded here. */
export async function bundled<T>(contents: string): Promise<T> {
  const outfile = path.join(folder, `${Math.random()}.mjs`);
  await build({
    stdin: { contents, resolveDir: path.join(import.meta.dirname, "entries/tramline") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["tramline-source"],
    outfile,
  });
  return (await import(pathToFileURL(outfile).href)) as T;
}

/** Connects to a server by gRPC-Web. */
export const { connect } = await bundled<{ connect: Connect }>(
  `export { connectTo as connect } from "./client.ts";`,
);

/** Serves while `use` runs. */
export async function serving(listener: RequestListener, use: (url: string) => Promise<void>) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}

/** The error of a call that has to fail. */
export async function failure(call: Promise<unknown>): Promise<StatusError> {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (thrown: unknown) => thrown,
  );
  assert.equal((error as Error).name, "StatusError", String(error));
  return error as StatusError;
}
