// Builds the pages that packages serve, by Vite: packages/explorer/src/page to its dist/page. Run by
// `npm run build`, after the bundles.
import path from "node:path";
import { build } from "vite";
import { root } from "./root.mjs";

const page = path.join(root, "packages/explorer/src/page");
await build({
  root: page,
  configFile: false,
  base: "./",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: path.join(root, "packages/explorer/dist/page"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
