import cluster from "node:cluster";
import { given } from "@tramline/protobuf/internal";
import { ConfigurationError } from "../configuration-error.ts";
import { Supervisor } from "./supervisor.ts";
import { type StartResult, Worker } from "./worker.ts";
import { type WorkerOptions, workerSettings } from "./worker-options.ts";

/**
 * Serves one port with several processes, one for each core. The program runs once as a supervisor, and
 * once more in each worker, where `start` is called:
 *
 * ```ts
 * await runWorkers(async () => {
 *   const server = createServer();
 *   server.add(OrderService, orders);
 *   await server.listen("0.0.0.0:50051");
 *   return server;
 * });
 * ```
 *
 * The supervisor hands new connections to the workers in turn, starts a worker that ends again after a
 * wait that grows, replaces all of them one by one on SIGHUP, and drains them on SIGTERM and SIGINT. A
 * second SIGTERM or SIGINT kills them. A worker whose supervisor is gone drains and ends.
 *
 * @param start makes the servers of one worker and returns them; they are closed when it drains
 * @returns the {@link Supervisor}, once all workers are ready; in a worker, its {@link Worker}
 * @throws ConfigurationError for an option that cannot work; in the supervisor an Error when no worker
 * became ready in `maxStartFailures` tries
 */
export async function runWorkers(
  start: (worker: Worker) => StartResult | Promise<StartResult>,
  options: WorkerOptions = {},
): Promise<Supervisor | Worker> {
  if (typeof start !== "function") {
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid first parameter of runWorkers: expected a function that starts a server, got ${given(start)}`,
    );
  }
  const settings = workerSettings(options);
  if (cluster.isWorker) {
    const worker = new Worker(settings.graceMs);
    await worker.start(start);
    return worker;
  }
  const supervisor = new Supervisor(settings);
  await supervisor.start();
  return supervisor;
}
