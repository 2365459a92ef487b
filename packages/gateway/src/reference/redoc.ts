/** `@tramline/gateway/redoc`: the viewer Redoc, from its npm package, for the reference page of an API. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { GatewayError } from "../gateway-error.ts";
import { escapeHtml, type ReferenceViewer } from "./reference-page.ts";

export type { ReferenceViewer } from "./reference-page.ts";

/** An image that Redoc loads from its maker's server. The page asks no server but its own. */
const LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

/**
 * Reads Redoc 2 from `node_modules` for `openApi.reference` of `restProtocol`. Install it with
 * `npm install redoc@2`. Reads about one megabyte, synchronously: call it once, at start-up.
 *
 * @param from the folder from whose `node_modules` it is taken. Default: the working directory
 * @throws GatewayError REST_VIEWER_MISSING when the package is not installed
 */
export function redocViewer(from: string = process.cwd()): ReferenceViewer {
  const file = "redoc/bundles/redoc.standalone.js";
  let text: string;
  try {
    const near = createRequire(pathToFileURL(path.join(path.resolve(from), "index.js")));
    text = readFileSync(near.resolve(file), "utf8");
  } catch (error) {
    throw new GatewayError(
      "REST_VIEWER_MISSING",
      `cannot read ${file}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}; ` +
        "install it with: npm install redoc@2",
    );
  }
  const script = new TextEncoder().encode(text.replaceAll(LOGO, "data:,"));
  return {
    script,
    gzipped: new Uint8Array(gzipSync(script)),
    element: (documentPath) => `<redoc spec-url="${escapeHtml(documentPath)}"></redoc>`,
  };
}
