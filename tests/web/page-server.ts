/** Serves the page and its script, bundled as an application would be, on an origin of its own. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A running server of pages. */
export interface PageServer {
  /** Such as `http://127.0.0.1:1234`. */
  readonly origin: string;
  close(): void;
}

/** Bundles a script for browsers. */
async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["tramline-source"],
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}

/** Serves a page with a script, at every path but that of the script. */
export async function servePage(entry: URL): Promise<PageServer> {
  const script = await bundle(entry);
  const page = `<!doctype html><meta charset="utf-8"><title>Calls</title><link rel="icon" href="data:,">
<script type="module" src="/entry.js"></script>`;
  const server = createServer(({ url }, response) => {
    const isScript = url === "/entry.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : page);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
