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
  const needsNetwork = NETWORK_OPTIONS.some((name) => options[name] !== undefined);
  return isInProcess && !needsNetwork
    ? createInProcessChannel(server, options)
    : createChannel(address, options);
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
  const channel =
    options.server?.tls === undefined
      ? connectTo(server, address, options.channel)
      : createChannel(address, options.channel);
  const client = createClient(EchoService, channel);
  try {
    await body({ server, channel, client, address });
  } finally {
    await channel.close();
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
