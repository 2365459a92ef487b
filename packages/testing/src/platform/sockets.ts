import dns from "node:dns";
import dnsPromises from "node:dns/promises";
import net from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { type ConnectTarget, currentProcess, type SimulatedProcess } from "../simulated-process.ts";
import { SimulationError } from "../simulation-error.ts";
import { real } from "./real.ts";
import type { Replacement } from "./replacement.ts";

type AnyFunction = (...args: unknown[]) => unknown;

function networkOf(process: SimulatedProcess): NonNullable<SimulatedProcess["network"]> {
  if (process.network === undefined) throw new SimulationError(`${process.name} has no network`);
  return process.network;
}

/** The target in the arguments of net.connect: options, or port and host. */
function connectTarget(args: readonly unknown[]): ConnectTarget {
  const [first, second] = args;
  if (typeof first === "object" && first !== null) {
    const { path, port, host, ...rest } = first as Partial<ConnectTarget> & { path?: string };
    if (path !== undefined) throw notSimulated(`the Unix socket ${path}`, OVER_TCP);
    return { ...rest, host: host ?? "localhost", port: Number(port) };
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) {
    throw notSimulated(`the Unix socket ${first}`, OVER_TCP);
  }
  return { host: typeof second === "string" ? second : "localhost", port: Number(first) };
}

const OVER_TCP = "Use a host and a port inside of the simulation";
const CLEARTEXT =
  "Leave out the option tls of channels and servers inside of the simulation, and test TLS on real sockets";

function notSimulated(what: string, fix: string): SimulationError {
  return new SimulationError(
    `cannot use ${what} in a simulation: its network has TCP in cleartext only. ${fix}`,
  );
}

function simulatedConnect(...args: unknown[]): unknown {
  const process = currentProcess.getStore();
  if (process === undefined) return (real.connect as AnyFunction)(...args);
  const socket = networkOf(process).connect(connectTarget(args));
  const last = args.at(-1);
  if (typeof last === "function") socket.once("connect", last as () => void);
  return socket;
}

function simulatedCreateServer(...args: unknown[]): unknown {
  const process = currentProcess.getStore();
  if (process === undefined) return (real.createServer as AnyFunction)(...args);
  const last = args.at(-1);
  return networkOf(process).createListener(
    typeof last === "function" ? (last as (socket: Duplex) => void) : undefined,
  );
}

/** An address and its family, as dns.lookup finds them. */
interface Found {
  readonly address: string;
  readonly family: number;
}

interface LookupOptions {
  readonly all?: boolean | undefined;
}

function find(process: SimulatedProcess, name: string): Found {
  const address = networkOf(process).lookup(name);
  if (address !== undefined) return { address, family: 4 };
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
    code: "ENOTFOUND",
    errno: -3008,
    syscall: "getaddrinfo",
    hostname: name,
  });
}

const realLookup = dns.lookup as unknown as AnyFunction;
const realPromisedLookup = dnsPromises.lookup as unknown as (...args: unknown[]) => Promise<Found>;

function simulatedLookup(name: string, ...rest: unknown[]): void {
  const process = currentProcess.getStore();
  if (process === undefined) {
    realLookup(name, ...rest);
    return;
  }
  const callback = rest.at(-1) as AnyFunction;
  const { all } = (rest.length > 1 ? rest[0] : {}) as LookupOptions;
  queueMicrotask(() => {
    let found: Found;
    try {
      found = find(process, name);
    } catch (error) {
      callback(error);
      return;
    }
    if (all === true) callback(null, [found]);
    else callback(null, found.address, found.family);
  });
}

async function simulatedPromisedLookup(name: string, options?: LookupOptions): Promise<unknown> {
  const process = currentProcess.getStore();
  if (process === undefined) return realPromisedLookup(name, options);
  const found = find(process, name);
  return options?.all === true ? [found] : found;
}

/**
 * A function of node:tls, which does not work in simulations. It ends the run: a channel would take the
 * error for that of one connection, and go on trying.
 */
function withoutTls(key: "connect" | "createServer"): Replacement {
  const original = tls[key] as AnyFunction;
  return {
    target: tls,
    key,
    value: (...args: unknown[]): unknown => {
      const owner = currentProcess.getStore();
      if (owner === undefined) return original(...args);
      const error = notSimulated("TLS", CLEARTEXT);
      owner.fail(error);
      throw error;
    },
  };
}

/** The sockets of the platform, and its names of hosts. */
export const socketReplacements: readonly Replacement[] = [
  { target: net, key: "connect", value: simulatedConnect },
  { target: net, key: "createConnection", value: simulatedConnect },
  { target: net, key: "createServer", value: simulatedCreateServer },
  { target: dns, key: "lookup", value: simulatedLookup },
  { target: dnsPromises, key: "lookup", value: simulatedPromisedLookup },
  withoutTls("connect"),
  withoutTls("createServer"),
];
