/** The script of the page and of its workers: runs the cases that the suite asks for. */
import { callerOf } from "./callers.ts";
import type { CaseCall } from "./case-call.ts";
import { edgeCases } from "./edge-cases.ts";
import { runIn, serveCases } from "./places.ts";

async function runCase({ name, client, url, key }: CaseCall): Promise<void> {
  const run = edgeCases[name];
  if (run === undefined) throw new Error(`invalid case: got ${name}`);
  await run(callerOf(client, url), key);
}

if (!serveCases(runCase)) {
  Object.assign(globalThis, { runCase: (call: CaseCall) => runIn(call, runCase) });
}
