// The line across the page while the shop cannot be reached.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { nextProbeAt, probeNow, reach } from "../calls/connection.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icons.tsx";

/** Says that the shop cannot be reached, why, and when the next attempt is; empty while it can. */
export function ReachBanner(): JSX.Element {
  const state = useStore(reach);
  return (
    <div class="banner-place" role="status">
      {state === "offline" && (
        <div class="banner">
          <Icon name="offline" />
          <p>
            <strong>You are offline.</strong> Your cart is safe. We go on as soon as you are back.
          </p>
        </div>
      )}
      {state === "unreachable" && (
        <div class="banner">
          <Icon name="offline" />
          <p>
            <strong>We cannot reach the shop.</strong> <Countdown />
          </p>
          <button type="button" class="button button-quiet" onClick={probeNow}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}

/** The seconds until the next attempt. Not read out: every second would be. */
function Countdown(): JSX.Element {
  const at = useStore(nextProbeAt);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  if (at === undefined) return <span aria-hidden="true">Trying…</span>;
  const seconds = Math.max(1, Math.ceil((at - now) / 1000));
  return <span aria-hidden="true">Trying again in {seconds} s.</span>;
}
