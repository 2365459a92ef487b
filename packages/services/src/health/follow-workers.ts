import type { ServerHealth } from "./health.ts";

/** A worker, as the health service sees it; see `tramline/workers`. */
export interface WorkerGroup {
  /** Whether all workers take calls now. */
  readonly allReady: boolean;
  /** Whether all workers have been ready at one time. */
  readonly hasBeenReady: boolean;
  /** Whether this worker takes no new calls any more. */
  readonly isDraining: boolean;
  /** Calls the listener whenever a worker becomes ready or stops; the returned function ends that. */
  onChange(listener: () => void): () => void;
}

/** The name under which the health service tells whether all workers take calls at this moment. */
export const WORKERS_SERVICE = "tramline.workers";

/**
 * Has a server's health follow the workers that share its port:
 *
 * - The server as a whole ("") is NOT_SERVING until all workers have been ready once, and from the
 *   moment this worker drains. A worker that ends and is started again in between does not change it.
 * - {@link WORKERS_SERVICE} is SERVING exactly while all workers are ready.
 *
 * Returns how to stop following.
 */
export function followWorkers(health: ServerHealth, group: WorkerGroup): () => void {
  const update = () => {
    health.setStatus("", group.hasBeenReady ? "SERVING" : "NOT_SERVING");
    health.setStatus(WORKERS_SERVICE, group.allReady ? "SERVING" : "NOT_SERVING");
    if (group.isDraining) health.shutdown();
  };
  update();
  return group.onChange(update);
}
