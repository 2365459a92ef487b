/** Runs a function in the page or in one of its workers, of which the script is the page's own. */
import type { CaseCall, Place } from "./case-call.ts";

// The library of types for browsers is not among this project's: what is used of it is described here.

interface Port {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

interface CallEvent {
  readonly data: unknown;
  readonly ports: readonly Port[];
  waitUntil?(promise: Promise<void>): void;
}

interface Platform {
  readonly document?: unknown;
  readonly Worker: new (script: string, options: object) => Port;
  readonly SharedWorker: new (script: string, options: object) => { readonly port: Port };
  readonly navigator: {
    readonly serviceWorker: {
      register(script: string, options: object): Promise<unknown>;
      readonly ready: Promise<{ readonly active: Port }>;
    };
  };
  addEventListener(type: string, listener: (event: CallEvent) => void): void;
}

const platform = globalThis as unknown as Platform;
const script = "/entry.js";
const options = { type: "module" };

const targets = new Map<Place, Port>();

async function targetOf(place: Place): Promise<Port> {
  let target = targets.get(place);
  if (target === undefined) {
    target = await start(place);
    targets.set(place, target);
  }
  return target;
}

async function start(place: Place): Promise<Port> {
  if (place === "worker") return new platform.Worker(script, options);
  if (place === "shared worker") return new platform.SharedWorker(script, options).port;
  await platform.navigator.serviceWorker.register(script, options);
  return (await platform.navigator.serviceWorker.ready).active;
}

/** Runs a case where it is to run; for the page. */
export async function runIn(call: CaseCall, run: (call: CaseCall) => Promise<void>): Promise<void> {
  if (call.place === "page") return run(call);
  const target = await targetOf(call.place);
  const channel = new MessageChannel() as unknown as { port1: Port; port2: Port };
  const problem = await new Promise<string | undefined>((resolve) => {
    channel.port1.onmessage = ({ data }) => resolve(data as string | undefined);
    target.postMessage(call, [channel.port2]);
  });
  if (problem !== undefined) throw new Error(problem);
}

/** Runs the cases that the page sends; for workers. Returns false in a page. */
export function serveCases(run: (call: CaseCall) => Promise<void>): boolean {
  if (platform.document !== undefined) return false;
  const serve = (event: CallEvent) => {
    const [port] = event.ports;
    const done = run(event.data as CaseCall).then(
      () => port?.postMessage(undefined),
      (error: unknown) => port?.postMessage(String((error as Error).stack ?? error)),
    );
    event.waitUntil?.(done);
  };
  platform.addEventListener("message", serve);
  platform.addEventListener("connect", ({ ports: [port] }) => {
    if (port !== undefined) port.onmessage = serve as Port["onmessage"];
  });
  return true;
}
