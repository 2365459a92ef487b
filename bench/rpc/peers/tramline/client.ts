import {
  type CallOptions,
  type Client,
  type ClientChannel,
  type ClientChannelOptions,
  type ClientObserver,
  createChannel,
  createClient,
} from "tramline";
import { Bench, type Tick } from "../../gen/bench.ts";
import type { BenchClient, PingPong } from "../node/bench-client.ts";
import { clientMain } from "../node/client-main.ts";
import type { Variant } from "../node/command.ts";
import {
  AUTHORIZATION,
  CallIdentifiers,
  CONSTANT_METADATA,
  DOCUMENT_TEXT,
  ECHO_NUMBER,
  ECHO_TEXT,
  ORDER,
  RETRY_SERVICE_CONFIG,
  TICK_TEXT,
  TIMEOUT_MS,
  TRANSFER_BYTES,
} from "../node/sample-data.ts";

/** A client without telemetry is without its SDK. */
const telemetry =
  process.env.BENCH_VARIANTS === "none" ? undefined : await import("./telemetry.ts");

function startTelemetry(): ClientObserver {
  if (telemetry === undefined) throw new Error("BENCH_VARIANTS=none: the client has no telemetry");
  return telemetry.startTelemetry();
}

const order = {
  ...ORDER,
  items: ORDER.items.map((item) => ({
    ...item,
    price: { currency: item.price.currency, cents: BigInt(item.price.cents) },
  })),
  placedAtMillis: BigInt(ORDER.placedAtMillis),
  total: { currency: ORDER.total.currency, cents: BigInt(ORDER.total.cents) },
};
const payload = { data: new Uint8Array(TRANSFER_BYTES).fill(0x61) };
const constantCall = { timeoutMs: TIMEOUT_MS, metadata: CONSTANT_METADATA };
const variantOptions: Partial<Record<Variant, ClientChannelOptions>> = {
  intercepted: { interceptors: [(call, next) => next(call)] },
  retryable: { serviceConfig: RETRY_SERVICE_CONFIG },
  gzip: { compression: "gzip" },
};
const identifiers = new CallIdentifiers(process.pid);

class TramlineClient implements BenchClient {
  private readonly channel: ClientChannel;
  private readonly bench: Client<typeof Bench>;
  private readonly echoOptions: CallOptions;
  private readonly readsBatches: boolean;

  constructor(target: string, ca: string | undefined, variant: Variant) {
    this.channel = createChannel(target, {
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...variantOptions[variant],
      ...(variant === "observed" && { observers: [startTelemetry()] }),
    });
    this.echoOptions =
      variant === "context"
        ? { ...constantCall, signal: new AbortController().signal }
        : constantCall;
    this.readsBatches = variant === "batches";
    this.bench = createClient(Bench, this.channel);
  }

  echo(): Promise<{ readonly text: string }> {
    return this.bench.echo({ text: ECHO_TEXT, number: ECHO_NUMBER }, this.echoOptions);
  }

  order(): Promise<{ readonly id: string }> {
    return this.bench.placeOrder(order, {
      timeoutMs: TIMEOUT_MS,
      metadata: {
        authorization: AUTHORIZATION,
        "x-request-id": identifiers.requestId(),
        traceparent: identifiers.traceparent(),
      },
    });
  }

  async count(messages: number, tally: { operations: number }): Promise<void> {
    const call = this.bench.count({ count: messages });
    let received = 0;
    if (this.readsBatches) {
      for await (const ticks of call.batches()) {
        for (const _tick of ticks) {
          received++;
          tally.operations++;
        }
      }
    } else {
      for await (const _tick of call) {
        received++;
        tally.operations++;
      }
    }
    if (received !== messages) throw new Error(`${received} messages of ${messages}`);
  }

  openPingPong(): PingPong {
    return new TramlinePingPong(this.bench);
  }

  transfer(): Promise<{ readonly data: Uint8Array }> {
    return this.bench.transfer(payload, constantCall);
  }

  document(): Promise<{ readonly text: string }> {
    return this.bench.echo({ text: DOCUMENT_TEXT, number: ECHO_NUMBER }, constantCall);
  }

  async close(): Promise<void> {
    await this.channel.close();
  }
}

class TramlinePingPong implements PingPong {
  private readonly call;
  private readonly replies: AsyncIterator<Tick>;

  constructor(bench: Client<typeof Bench>) {
    this.call = bench.pingPong();
    this.replies = this.call[Symbol.asyncIterator]();
  }

  async roundTrip(): Promise<void> {
    await this.call.send({ sequence: 7, text: TICK_TEXT });
    const { done } = await this.replies.next();
    if (done) throw new Error("the stream ended before its time");
  }

  async close(): Promise<void> {
    await this.call.close();
    const { done } = await this.replies.next();
    if (!done) throw new Error("the stream did not end");
  }
}

await clientMain((target, ca, variant) => new TramlineClient(target, ca, variant));
