// `prepack` of every package: an archive without its build would be published without a word.
import { existsSync } from "node:fs";
import path from "node:path";

const entry = path.resolve("dist/node/index.js");
if (!existsSync(entry)) {
  console.error(`${entry} is missing: run \`npm run build\` in the top folder before npm pack.`);
  process.exit(1);
}
