import { defineConfig } from "vitest/config";

// The packages' sources, as for every other example; the others are Vite's own for Node.
const conditions = ["tramline-source", "module", "node", "development|production"];

export default defineConfig({
  cacheDir: "node_modules/.vitest",
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["**/*.test.ts"], watch: false },
});
