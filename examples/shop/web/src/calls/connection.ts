// Whether the shop can be reached: what the browser says, and what happens to calls. While it cannot, one probe
// after another finds out when it can, each after a longer pause; whoever waits goes on then.
import { Store } from "../state/store.ts";

/** "offline": the browser has no network. "unreachable": it has, but the shop does not respond. */
export type Reach = "online" | "offline" | "unreachable";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/** How long a probe may take. */
const PROBE_MS = 5000;

export const reach = new Store<Reach>(navigator.onLine ? "online" : "offline");

/** When the next probe leaves, by Date.now(); undefined while one is under way, or none is needed. */
export const nextProbeAt = new Store<number | undefined>(undefined);

let pauseMs = FIRST_PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener("offline", () => {
  stopProbing();
  reach.set("offline");
});
addEventListener("online", () => {
  // The network is back; whether the shop is, a probe says.
  reach.set("unreachable");
  probeNow();
});

/** Notes that a call did not reach the shop. */
export function noteUnreachable(): void {
  if (reach.value !== "online") return;
  if (!navigator.onLine) {
    reach.set("offline");
    return;
  }
  reach.set("unreachable");
  pauseMs = FIRST_PAUSE_MS;
  probeLater();
}

/** Notes that the shop has responded. */
export function noteReached(): void {
  if (reach.value === "online") return;
  stopProbing();
  reach.set("online");
}

/** Sends a probe without waiting for its time. */
export function probeNow(): void {
  stopProbing();
  fetch("/", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PROBE_MS) }).then(
    noteReached,
    probeLater,
  );
}

/** Resolves when the shop can be reached as far as is known; at once if so, and when the signal is aborted. */
export function whenOnline(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (reach.value !== "online" && !signal.aborted) return;
      end();
      signal.removeEventListener("abort", check);
      resolve();
    };
    const end = reach.subscribe(check);
    signal.addEventListener("abort", check);
    check();
  });
}

function probeLater(): void {
  if (reach.value !== "unreachable") return;
  // A shop that comes back is not met by all of its pages in the same moment.
  const waitMs = pauseMs * (0.8 + Math.random() * 0.4);
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  nextProbeAt.set(Date.now() + waitMs);
  timer = setTimeout(probeNow, waitMs);
}

function stopProbing(): void {
  clearTimeout(timer);
  nextProbeAt.set(undefined);
}
