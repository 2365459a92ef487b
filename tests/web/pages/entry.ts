/** The script of the page and of its workers: runs the cases that the suite asks for. */
import type { CaseCall } from "./case-call.ts";
import { runIn, serveCases } from "./places.ts";
import { runCase } from "./run-case.ts";

if (!serveCases(runCase)) {
  Object.assign(globalThis, { runCase: (call: CaseCall) => runIn(call, runCase) });
}
