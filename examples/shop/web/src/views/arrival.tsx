// When an order will arrive: a question that the carrier may not respond to in time.
import { durationToMs } from "@tramline/protobuf/wkt";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Problem, problemOf } from "../calls/problem.ts";
import { storefront } from "../calls/storefront.ts";
import { dayOf } from "../parts/money.ts";
import { ProblemNotice } from "../parts/notice.tsx";

/** How long a buyer waits for the carrier. */
const PATIENCE_MS = 3000;

/** Asks the carrier, by a call with a deadline. */
export function Arrival({ orderId }: { orderId: string }): JSX.Element {
  const [arrival, setArrival] = useState<Date>();
  const [problem, setProblem] = useState<Problem>();
  const [isAsking, setIsAsking] = useState(false);
  const ask = async () => {
    if (isAsking) return;
    setIsAsking(true);
    setProblem(undefined);
    try {
      const { fromNow } = await storefront.estimateArrival(
        { id: orderId },
        { timeoutMs: PATIENCE_MS },
      );
      if (fromNow !== undefined) setArrival(new Date(Date.now() + durationToMs(fromNow)));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsAsking(false);
    }
  };
  return (
    <section class="panel" aria-labelledby="arrival-title">
      <h2 id="arrival-title">When does it arrive?</h2>
      {arrival !== undefined ? (
        <p role="status">On {dayOf(arrival)}, says the carrier.</p>
      ) : (
        <>
          <p class="muted">Only the carrier knows, and it takes its time.</p>
          {problem === undefined ? (
            <button
              type="button"
              class="button button-quiet"
              aria-disabled={isAsking}
              onClick={() => void ask()}
            >
              {isAsking ? "Asking the carrier…" : "Ask the carrier"}
            </button>
          ) : (
            <ProblemNotice
              problem={
                problem.reason === "DEADLINE_EXCEEDED"
                  ? {
                      ...problem,
                      title: "No word from the carrier",
                      text: "It may be on the road.",
                    }
                  : problem
              }
              onRetry={() => void ask()}
            />
          )}
        </>
      )}
    </section>
  );
}
