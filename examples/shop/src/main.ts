// `npm start`: opens the shop, walks through it, and leaves it open; `npm start -- --once` closes it after
// the walk, with exit status 0 only if all went well.
import { paint } from "./common/colors.ts";
import { printInvitation } from "./tour/invitation.ts";
import { Processes } from "./tour/processes.ts";
import { openShop } from "./tour/shop.ts";
import { Timeline } from "./tour/timeline.ts";
import { walkThrough } from "./tour/tour.ts";

const isOnce = process.argv.includes("--once");
// Whoever opens the page wants to see an order being packed.
if (!isOnce) process.env["WAREHOUSE_STEP_MS"] ??= "1500";
const startedMs = performance.now();
const timeline = new Timeline();
const processes = new Processes(timeline.add);

const stopped = new Promise<"stopped">((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => resolve("stopped"));
  }
  // The process that started this one has ended, without a word. To listen must not keep us here.
  process.on("disconnect", () => resolve("stopped"));
  process.channel?.unref();
});
const lost = new Promise<never>((_resolve, reject) => {
  processes.onLost = (name, how) => reject(new Error(`${name} ended unexpectedly: ${how}`));
});

try {
  console.log(paint("bold", "The shop opens: five services, each in a process of its own."));
  const end = await Promise.race([visit(), stopped, lost]);
  if (end === "stopped") process.exitCode = isOnce ? 130 : 0;
} catch (error) {
  console.error(paint("red", "\nThe shop closes, as something went wrong:"), error);
  process.exitCode = 1;
} finally {
  await processes.end();
}

async function visit(): Promise<void> {
  const shop = await openShop(processes, timeline);
  try {
    await timeline.settled();
    await walkThrough(shop);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(
      `\n${paint("green", "Every step went as it should.")} All of it took ${seconds} s.`,
    );
  } finally {
    await shop.close();
  }
  if (isOnce) return;
  await printInvitation(shop);
  await new Promise(() => {});
}
