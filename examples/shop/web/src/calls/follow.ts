// Streams that last: one that breaks is opened again when the shop can be reached.
import { StatusError } from "@tramline/web";
import { noteUnreachable, reach, whenOnline } from "./connection.ts";

/** How a stream is doing. */
export type StreamState = "connecting" | "live" | "reconnecting";

/** Errors that another attempt may not meet. */
const TRANSIENT: ReadonlySet<string> = new Set([
  "UNAVAILABLE",
  "INTERNAL",
  "UNKNOWN",
  "CANCELLED",
  "ABORTED",
  "RESOURCE_EXHAUSTED",
]);

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 10_000;

/** A stream, and who hears of it. */
export interface Followed<T> {
  /** Opens the stream; called again after each break. Ends with the signal. */
  readonly open: (signal: AbortSignal) => AsyncIterable<T>;
  readonly onMessage: (message: T) => void;
  readonly onState: (state: StreamState) => void;
  /** Whether a stream that has ended by itself was complete. Otherwise it is opened again. */
  readonly isComplete: () => boolean;
}

/**
 * Follows a stream until it is complete or the signal is aborted.
 *
 * @throws StatusError for an error that another attempt would meet, too
 */
export async function follow<T>(followed: Followed<T>, signal: AbortSignal): Promise<void> {
  const { open, onMessage, onState, isComplete } = followed;
  let pauseMs = FIRST_PAUSE_MS;
  onState("connecting");
  while (!signal.aborted) {
    await whenOnline(signal);
    if (signal.aborted) return;
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener("abort", end);
    // A browser may keep a dead connection for minutes after its network has gone.
    const unsubscribe = reach.subscribe(() => {
      if (reach.value === "offline") end();
    });
    try {
      for await (const message of open(attempt.signal)) {
        pauseMs = FIRST_PAUSE_MS;
        onState("live");
        onMessage(message);
      }
      if (isComplete()) return;
    } catch (error) {
      if (signal.aborted) return;
      const status = StatusError.from(error);
      if (!TRANSIENT.has(status.code)) throw status;
      if (status.code === "UNAVAILABLE") noteUnreachable();
    } finally {
      unsubscribe();
      signal.removeEventListener("abort", end);
    }
    onState("reconnecting");
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
