// The client of a soak. Its parent sends it rounds of work, and hears of each when it is done.
import { type Client, createChannel, createClient } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { takeSample } from "./sample.ts";

/** A round of work. */
export interface Round {
  /** Unary calls, made 100 at a time. */
  readonly calls: number;
  /** Streams, all of them open while the calls are made. */
  readonly streams: number;
}

const CONCURRENT_CALLS = 100;
/** How often each stream sends and receives a message in a round. */
const EXCHANGES = 10;

const channels = [0, 1].map(() => createChannel(process.argv[2] as string));
const clients = channels.map((channel) => createClient(EchoService, channel));
const data = new Uint8Array(100);
let openStreams = 0;

async function makeCalls(client: Client<typeof EchoService>, calls: number): Promise<void> {
  for (let at = 0; at < calls; at++) {
    const { count } = await client.say({ text: "soak", data, count: at }, { timeoutMs: 60_000 });
    if (count !== at) throw new Error(`a response for call ${count}, not ${at}`);
    // A stranger's way: now and then one is given up.
    if (at % 100 === 99) {
      const controller = new AbortController();
      const given = client.say({ text: "soak" }, { signal: controller.signal });
      controller.abort();
      await given.catch(() => {});
    }
  }
}

/** A stream that exchanges a message now and then, and lives until `isOver`. */
async function stream(
  client: Client<typeof EchoService>,
  at: number,
  progress: () => number,
): Promise<void> {
  openStreams += 1;
  const call = client.chat();
  const replies = call[Symbol.asyncIterator]();
  for (let exchange = 0; exchange < EXCHANGES; exchange++) {
    await call.send({ text: "soak", count: exchange });
    const { value } = await replies.next();
    if (value?.count !== exchange) throw new Error(`a reply to ${value?.count}, not ${exchange}`);
    // The last calls of the round are made with all streams open.
    const goesOnAt = (exchange + 1) / EXCHANGES - (at % 7) / 1000;
    while (progress() < goesOnAt) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await call.close();
  const { done } = await replies.next();
  if (done !== true) throw new Error("a reply too many");
  openStreams -= 1;
}

async function perform({ calls, streams }: Round): Promise<void> {
  let made = 0;
  const opened = Array.from({ length: streams }, (_, at) =>
    stream(clients[at % 2] as Client<typeof EchoService>, at, () => made / calls),
  );
  const chunk = Math.max(1, Math.ceil(calls / CONCURRENT_CALLS / 20));
  const worker = async (at: number): Promise<void> => {
    let left = Math.ceil(calls / CONCURRENT_CALLS);
    while (left > 0) {
      const now = Math.min(chunk, left);
      await makeCalls(clients[at % 2] as Client<typeof EchoService>, now);
      left -= now;
      made += now;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CALLS }, (_, at) => worker(at)));
  made = calls;
  await Promise.all(opened);
}

process.on("message", (message: Round | "sample") => {
  const work =
    message === "sample" ? takeSample(openStreams) : perform(message).then(() => "done" as const);
  work.then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.on("disconnect", () => {
  for (const channel of channels) void channel.close();
});
process.send?.("ready");
