// Builds the page into web/dist, from where the storefront serves it. `npx vite examples/shop/web` serves it while
// it is being written, and passes calls on to the shop at SHOP_ADDRESS.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const shop = `http://${process.env["SHOP_ADDRESS"] ?? "127.0.0.1:50051"}`;

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/shop.storefront.v1.StorefrontService": { target: shop, ws: true }, "/v1": shop },
  },
});
