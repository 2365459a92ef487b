import type { Subchannel } from "../subchannel/subchannel.ts";
import { type PickResult, QUEUE } from "./picker.ts";

/**
 * The subchannel at `index`, or, when that takes no stream at this moment, the next one after it that
 * does. When all are full, the first makes room by another connection, if it may have one.
 */
export function pickWithRoom(ready: readonly Subchannel[], index: number): PickResult {
  const chosen = ready[index] as Subchannel;
  if (chosen.acceptsStreams) return chosen;
  chosen.prove();
  for (let step = 1; step < ready.length; step++) {
    const other = ready[(index + step) % ready.length] as Subchannel;
    if (other.acceptsStreams) return other;
    other.prove();
  }
  return chosen.findRoom() === undefined ? QUEUE : chosen;
}
