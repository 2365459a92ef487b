export { runWorkers } from "./workers/run-workers.ts";
export type { Supervisor } from "./workers/supervisor.ts";
export type { Closable, StartResult, Worker } from "./workers/worker.ts";
export type { WorkerEvent, WorkerOptions } from "./workers/worker-options.ts";
