import { paint } from "../common/colors.ts";
import { printLegend } from "../common/print-event.ts";
import { importUsers } from "./import-users.ts";
import { leftStream } from "./left-stream.ts";
import { passedDeadline } from "./passed-deadline.ts";
import { payAndTrack } from "./pay-and-track.ts";
import { placeOrder } from "./place-order.ts";
import { receipt } from "./receipt.ts";
import { refusedOrder } from "./refused-order.ts";
import type { Shop } from "./shop.ts";
import type { Step } from "./step.ts";

const steps: readonly Step[] = [
  importUsers,
  placeOrder,
  payAndTrack,
  receipt,
  refusedOrder,
  passedDeadline,
  leftStream,
];

/** Walks through all steps, and stops at the first that does not go as it should: rejects then. */
export async function walkThrough(shop: Shop): Promise<void> {
  console.log();
  printLegend();
  for (const [index, step] of steps.entries()) {
    console.log(`\n${paint("bold", `${index + 1}. ${step.title}`)}`);
    for (const line of step.code) console.log(paint("dim", `   ${line}`));
    try {
      await step.run(shop);
    } catch (cause) {
      await shop.timeline.settled();
      throw new Error(`step ${index + 1} of ${steps.length} failed: ${step.title}`, { cause });
    }
    await shop.timeline.settled();
  }
}
