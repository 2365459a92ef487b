/** Finds a case by its name and runs it. */
import type { ClientKind } from "./caller.ts";
import { callerOf } from "./callers.ts";
import type { CaseCall } from "./case-call.ts";
import { edgeCases, heldCases } from "./edge-cases.ts";
import { interopCases, interopStreamCases } from "./interop-cases.ts";
import { retryCases } from "./retry-cases.ts";
import { heldSocketCases, socketCases } from "./socket-cases.ts";

const callerCases = { ...edgeCases, ...heldCases };
const streamCases = { ...socketCases, ...heldSocketCases, ...retryCases };
const foreignCases = { ...interopCases, ...interopStreamCases };

/** Runs a case. */
export async function runCase({ name, client, url, key }: CaseCall): Promise<void> {
  if (name in callerCases) await callerCases[name]?.(callerOf(client as ClientKind, url), key);
  else if (name in streamCases) await streamCases[name]?.(url, client, key);
  else if (name in foreignCases) await foreignCases[name]?.(url, client);
  else throw new Error(`invalid case: got ${name}`);
}
