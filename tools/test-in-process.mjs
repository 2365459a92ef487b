// `npm run test:in-process`: runs the end-to-end and the evolution tests without sockets, as far as they need
// no network. Takes what tools/run-tests.mjs takes.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./root.mjs";

const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, "tools/run-tests.mjs"),
    ...process.argv.slice(2),
    "tests/e2e",
    "tests/evolution",
  ],
  { stdio: "inherit", env: { ...process.env, TRAMLINE_TEST_TRANSPORT: "in-process" } },
);
process.exitCode = status ?? 1;
