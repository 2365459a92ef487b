/** A message of the supervisor to a worker. */
export type ToWorker =
  /** Take no new connections, let calls end, then end the process. */
  | { readonly tramline: "drain"; readonly graceMs: number }
  /** How many workers there are and how many of them are ready. */
  | { readonly tramline: "group"; readonly ready: number; readonly count: number };

/** A message of a worker to the supervisor. */
export type FromWorker =
  /** The worker listens and takes calls. */
  | { readonly tramline: "ready" }
  /** The worker could not start. */
  | { readonly tramline: "failed"; readonly message: string };

/** Whether a message is one of ours: a program may send others over the same channel. */
export function isOurs(message: unknown): message is { readonly tramline: string } {
  return (
    typeof message === "object" &&
    message !== null &&
    "tramline" in message &&
    typeof message.tramline === "string"
  );
}
