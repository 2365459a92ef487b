import type { Attack } from "./attack.ts";
import { calls } from "./calls.ts";
import { connections } from "./connections.ts";
import { controlFloods } from "./control-floods.ts";
import { dataFloods } from "./data-floods.ts";
import { edge } from "./edge.ts";
import { headerBlocks } from "./header-blocks.ts";
import { http1 } from "./http1.ts";
import { messages } from "./messages.ts";
import { resets } from "./resets.ts";
import { webSockets } from "./web-sockets.ts";

/** All attacks, in the order of the table. */
export const attacks: readonly Attack[] = [
  ...resets,
  ...controlFloods,
  ...headerBlocks,
  ...dataFloods,
  ...messages,
  ...calls,
  ...connections,
  ...[...http1, ...edge, ...webSockets].map((attack) => ({ ...attack, isHttp1: true })),
];

/** Returns the attack of a name; throws when there is none. */
export function findAttack(name: string): Attack {
  const found = attacks.find((attack) => attack.name === name);
  if (found === undefined) throw new Error(`unknown attack ${name}`);
  return found;
}
