import assert from "node:assert/strict";
import { deadlines } from "@tramline/rpc";
import {
  createChannel,
  createClient,
  createServer,
  type Interceptor,
  type ServerContext,
  StatusError,
} from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import type { Random } from "./random.ts";
import { until } from "./until.ts";

type EchoClient = ReturnType<typeof createClient<typeof EchoService>>;

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });

const through: Interceptor = (call, next) => next(call);

/** What handlers do: one step after another, drawn when the call comes. */
class RandomService {
  begun = 0;
  ended = 0;
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  private async step(context: ServerContext): Promise<void> {
    const { random } = this;
    switch (random.below(12)) {
      case 0:
        throw new StatusError("ABORTED", "by the script");
      case 1:
        throw new Error("by the script");
      case 2:
        context.sendHeaders();
        break;
      case 3:
        await pause(random.below(4));
        break;
      case 4:
        context.responseTrailers.set("x-step", "4");
        break;
      case 5:
        if (random.chance(20))
          await new Promise<void>((resolve) => {
            if (context.signal.aborted) resolve();
            else context.signal.addEventListener("abort", () => resolve());
          });
        break;
      default:
    }
  }

  private message() {
    return { data: new Uint8Array(this.random.pick([0, 10, 1000, 20_000, 300_000])) };
  }

  async say(_request: unknown, context: ServerContext) {
    this.begun += 1;
    try {
      await this.step(context);
      return this.message();
    } finally {
      this.ended += 1;
    }
  }

  async *repeat(_request: unknown, context: ServerContext) {
    this.begun += 1;
    try {
      for (let i = this.random.below(20); i > 0; i--) {
        await this.step(context);
        yield this.message();
      }
    } finally {
      this.ended += 1;
    }
  }

  async collect(requests: AsyncIterable<unknown>, context: ServerContext) {
    this.begun += 1;
    try {
      const most = this.random.below(10);
      let count = 0;
      for await (const _request of requests) {
        await this.step(context);
        if (++count > most) break;
      }
      return this.message();
    } finally {
      this.ended += 1;
    }
  }

  async *chat(requests: AsyncIterable<unknown>, context: ServerContext) {
    this.begun += 1;
    try {
      const most = this.random.below(10);
      let count = 0;
      for await (const _request of requests) {
        await this.step(context);
        if (this.random.chance(70)) yield this.message();
        if (++count > most) break;
      }
      if (this.random.chance(50)) yield this.message();
    } finally {
      this.ended += 1;
    }
  }
}

/** What a user does with one call, until it is over. Never rejects with anything but a StatusError. */
async function use(client: EchoClient, random: Random): Promise<void> {
  const controller = new AbortController();
  const options = {
    timeoutMs: random.pick([0, 1, 5, 50, 300, 300, 300]),
    signal: random.chance(30) ? controller.signal : undefined,
    waitForReady: random.chance(20),
    onHeaders: random.chance(3)
      ? () => {
          throw new Error("by the user");
        }
      : undefined,
  };
  if (random.chance(20)) setTimeout(() => controller.abort(), random.below(5));
  if (random.chance(3)) controller.abort();
  const message = () => ({ data: new Uint8Array(random.pick([0, 10, 1000, 20_000, 300_000])) });
  const kind = random.below(6);
  if (kind === 0) {
    await client.say(message(), options);
    return;
  }
  if (kind === 1) {
    const stream = client.repeat(message(), options);
    await read(stream, random);
    return;
  }
  if (kind === 2) {
    await client.collect(source(random), options);
    return;
  }
  if (kind === 3) {
    await read(client.chat(source(random), options), random);
    return;
  }
  const call = kind === 4 ? client.collect(options) : client.chat(options);
  const sending = (async () => {
    for (let i = random.below(8); i > 0; i--) {
      const sent = call.send(message());
      if (random.chance(60)) await sent;
      else sent.catch(() => {});
      if (random.chance(20)) await pause(random.below(3));
      if (random.chance(5)) call.cancel();
    }
    if (random.chance(90)) await call.close();
    else call.cancel();
  })();
  if (random.chance(50)) call.headers.catch(() => {});
  if (random.chance(50)) call.trailers.catch(() => {});
  const reading = "response" in call ? call.response : read(call, random);
  const outcomes = await Promise.allSettled([sending, reading]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

async function* source(random: Random) {
  for (let i = random.below(8); i > 0; i--) {
    if (random.chance(20)) await pause(random.below(3));
    if (random.chance(3)) throw new Error("by the user's source");
    yield { data: new Uint8Array(random.pick([0, 10, 1000, 100_000])) };
  }
}

async function read(
  stream: AsyncIterable<unknown> & { cancel(): void },
  random: Random,
): Promise<void> {
  const most = random.chance(30) ? random.below(5) : Infinity;
  let count = 0;
  for await (const _message of stream) {
    if (random.chance(10)) await pause(random.below(4));
    if (random.chance(2)) stream.cancel();
    if (++count >= most) break;
  }
}

/** Many calls at once over a loopback socket, by a user and handlers that do as they like. */
export async function randomSchedule(random: Random): Promise<void> {
  const service = new RandomService(random);
  const server = createServer({
    compression: random.pick([undefined, undefined, "gzip"]),
    interceptors: random.chance(30) ? [through] : [],
    limits: { maxConcurrentStreams: random.pick([1, 2, 5, 1000]) },
  });
  server.add(EchoService, service as never);
  const { address } = await server.listen("127.0.0.1:0");
  const channel = createChannel(address, {
    compression: random.pick([undefined, undefined, "gzip"]),
    interceptors: random.chance(30) ? [through] : [],
  });
  const client = createClient(EchoService, channel);
  const total = 1 + random.below(12);
  let settled = 0;
  const failures: unknown[] = [];
  for (let i = 0; i < total; i++) {
    void use(client, random).then(
      () => (settled += 1),
      (error: unknown) => {
        settled += 1;
        if (!(error instanceof StatusError)) failures.push(error);
      },
    );
    if (random.chance(30)) await pause(random.below(3));
  }
  if (random.chance(10)) void channel.close({ graceMs: random.pick([0, 20]) });
  if (random.chance(10)) void server.close({ graceMs: random.pick([0, 20]) });
  try {
    await until(
      () => settled === total,
      () => `${settled} of ${total} calls settled`,
      8000,
    );
    assert.deepEqual(failures, []);
    await until(
      () => service.begun === service.ended && server.openCalls === 0 && deadlines.size === 0,
      () =>
        `${service.begun} handlers begun, ${service.ended} ended, ${server.openCalls} calls, ${deadlines.size} deadlines`,
    );
    assert.equal(channel.queuedCalls, 0);
  } finally {
    await channel.close();
    await server.close({ graceMs: 0 });
  }
  assert.equal(channel.connections, 0);
  assert.equal(server.openConnections, 0);
}
