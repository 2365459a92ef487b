import { addHealth, addReflection } from "@tramline/services";
import { validationInterceptor } from "@tramline/validate";
import { createServer, type Server, type ServerOptions } from "tramline";
import { nowMs, type Party, type Report, type ShopEvent } from "./events.ts";
import { printEvent } from "./print-event.ts";

/** How long calls under way may go on when the service ends. */
const GRACE_MS = 1000;

/** The input of a service from its process. */
export interface Process {
  /** Offers the service, and whatever else is added before `runService` returns. */
  readonly server: Server;
  /** Tells of calls and other events: the tour, if it started this process, or else the terminal. */
  readonly report: Report;
  /** Says something. */
  readonly log: (text: string) => void;
  /** Has something done when the process ends, after the last call; the last one given is done first. */
  readonly onEnd: (end: () => void | Promise<void>) => void;
}

/**
 * Runs one service in this process, with health and reflection, on 127.0.0.1 and the port in PORT, or
 * any free one. It ends by ^C, SIGTERM, or with the process that started it.
 *
 * @param options of its server, such as further protocols
 */
export async function runService(
  name: Party,
  add: (process: Process) => void | Promise<void>,
  options: ServerOptions = {},
): Promise<void> {
  const told = toldToEnd();
  const endings: (() => void | Promise<void>)[] = [];
  const log = (text: string) => report({ kind: "log", atMs: nowMs(), by: name, text });
  const server = createServer({
    // A request that breaks the rules of its contract does not reach the service.
    interceptors: [validationInterceptor()],
    ...options,
    onError: (error, { method }) => log(`${method ?? "connection"}: ${error.message}`),
  });
  await add({ server, report, log, onEnd: (end) => endings.unshift(end) });
  addReflection(server);
  const health = addHealth(server);
  const { address } = await server.listen(`127.0.0.1:${process.env["PORT"] ?? 0}`);
  report({ kind: "listening", atMs: nowMs(), by: name, address });

  await told;
  health.shutdown();
  await server.close({ graceMs: GRACE_MS });
  for (const end of endings) await end();
}

function report(event: ShopEvent): void {
  // Without a parent that listens, as when started by hand.
  if (process.send === undefined) printEvent(event);
  // A parent that is about to end may hear no more; that is no error here.
  else if (process.connected) process.send(event, undefined, {}, () => {});
}

/** Resolves when this process is to end. */
function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    // The channel to the parent closes when the parent ends, by whatever cause.
    process.on("disconnect", resolve);
    process.on("SIGTERM", () => resolve());
    // The terminal sends ^C to parent and children alike; a parent decides itself when to end us.
    process.on("SIGINT", () => {
      if (!process.connected) resolve();
    });
  });
}
