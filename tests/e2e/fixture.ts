import assert from "node:assert/strict";
import {
  type Client,
  type ClientChannel,
  type ClientChannelOptions,
  createChannel,
  createClient,
  createInProcessChannel,
  createServer,
  type Server,
  type ServerOptions,
  type ServiceImplementation,
  StatusError,
} from "tramline";
import { EchoService } from "./gen/e2e/echo.ts";

export type EchoImplementation = ServiceImplementation<typeof EchoService>;

/** A server and a client of it. */
export interface Pair {
  readonly server: Server;
  readonly channel: ClientChannel;
  readonly client: Client<typeof EchoService>;
  readonly address: string;
  /** The server as the channel names it in errors and to observers. */
  readonly peer: string;
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** What the contract says that the service does. */
export const echo = {
  say: async (request) => {
    if (request.delayMs > 0) await sleep(request.delayMs);
    return request;
  },
  async *repeat(request) {
    for (let i = 0; i < request.count; i++) {
      if (request.delayMs > 0) await sleep(request.delayMs);
      yield { ...request, count: i };
    }
  },
  async collect(requests) {
    let text = "";
    for await (const request of requests) text += request.text;
    return { text };
  },
  async *chat(requests) {
    for await (const request of requests) yield request;
  },
} satisfies EchoImplementation;

/** With TRAMLINE_TEST_TRANSPORT=in-process, calls that need no network go without sockets. */
const isInProcess = process.env["TRAMLINE_TEST_TRANSPORT"] === "in-process";

/** Tests that have nothing to show without a network, and the reason. */
const NETWORK_ONLY = {
  unixSockets: "its subject is the address of a Unix socket",
  streamNumbers: "its subject is HTTP/2's stream numbers, which in-process calls do not have",
  turns:
    "its subject is connections that wait for turns of the event loop, which in-process ones do not",
  connectionAge: "its subject is the age of a connection, which in-process channels do not limit",
} as const;

/** Options of a test that is left out, with its reason, where calls go without sockets. */
export function networkOnly(test: keyof typeof NETWORK_ONLY): { skip: string | false } {
  return { skip: isInProcess && NETWORK_ONLY[test] };
}

/** What a channel to a server on 127.0.0.1 calls its target and its server. */
export const TARGET_PATTERN = isInProcess ? /^in-process:server$/ : /^dns:\/\/\/127\.0\.0\.1:\d+$/;
export const PEER_PATTERN = isInProcess ? /^in-process$/ : /^127\.0\.0\.1:\d+$/;

/** Options that are about connections over a network. */
const NETWORK_OPTIONS: readonly (keyof ClientChannelOptions)[] = [
  "tls",
  "callCredentials",
  "keepalive",
  "idleCheckAfterMs",
  "proxy",
  "maxConnectionsPerAddress",
  "resolvers",
];

/** A channel to a server that listens at `address`; within the process where the tests are run so. */
export function connectTo(
  server: Server,
  address: string,
  options: ClientChannelOptions = {},
): ClientChannel {
  return isInProcess && !needsNetwork(options)
    ? createInProcessChannel(server, options)
    : createChannel(address, options);
}

function needsNetwork(options: ClientChannelOptions = {}): boolean {
  return NETWORK_OPTIONS.some((name) => options[name] !== undefined);
}

/** Runs `body` with a server and a client, and ends both. */
export async function withPair(
  implementation: EchoImplementation,
  body: (pair: Pair) => Promise<void>,
  options: { server?: ServerOptions; channel?: ClientChannelOptions; listen?: string } = {},
): Promise<void> {
  const server = createServer(options.server);
  server.add(EchoService, implementation);
  const { address } = await server.listen(options.listen ?? "127.0.0.1:0");
  let channel: ClientChannel | undefined;
  try {
    const overNetwork = options.server?.tls !== undefined || needsNetwork(options.channel);
    channel = overNetwork
      ? createChannel(address, options.channel)
      : connectTo(server, address, options.channel);
    const client = createClient(EchoService, channel);
    const peer = isInProcess && !overNetwork ? "in-process" : address;
    await body({ server, channel, client, address, peer });
  } finally {
    await channel?.close();
    await server.close({ graceMs: 0 });
  }
}

/**
 * Waits until `isTrue`.
 *
 * @param step what to do between two looks, besides waiting
 */
export async function eventually(
  isTrue: () => boolean,
  what: string,
  step?: () => Promise<void>,
): Promise<void> {
  const endMs = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`not within 30 s: ${what}`);
    await step?.();
    await sleep(2);
  }
}

/**
 * Waits until a count stands still while the event loop turns, however long a turn takes. Returns the count.
 *
 * @param count what grows as long as both sides have room
 */
export async function standstill(count: () => number, what: string): Promise<number> {
  let last = count();
  let stillTurns = 0;
  await eventually(() => {
    stillTurns = count() === last ? stillTurns + 1 : 0;
    last = count();
    return stillTurns >= 25;
  }, what);
  return last;
}

/** Resolves when the signal of a call is aborted. */
export function aborted(context: { readonly signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    if (context.signal.aborted) resolve();
    else context.signal.addEventListener("abort", () => resolve());
  });
}

/** Returns the error that a call fails with. */
export async function failure(promise: Promise<unknown>): Promise<StatusError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, `expected a StatusError, got ${String(error)}`);
  return error;
}
