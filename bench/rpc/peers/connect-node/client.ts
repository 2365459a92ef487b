import { create } from "@bufbuild/protobuf";
import { type CallOptions, type Client, createClient, type Interceptor } from "@connectrpc/connect";
import {
  compressionGzip,
  createGrpcTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
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
  TICK_TEXT,
  TIMEOUT_MS,
  TRANSFER_BYTES,
} from "../node/sample-data.ts";
import { Bench, OrderSchema, type Tick } from "./gen/bench_pb.js";

const order = create(OrderSchema, {
  ...ORDER,
  items: ORDER.items.map((item) => ({
    ...item,
    price: { currency: item.price.currency, cents: BigInt(item.price.cents) },
  })),
  placedAtMillis: BigInt(ORDER.placedAtMillis),
  total: { currency: ORDER.total.currency, cents: BigInt(ORDER.total.cents) },
});
const payload = { data: new Uint8Array(TRANSFER_BYTES).fill(0x61) };
const identifiers = new CallIdentifiers(process.pid);
const constantCall = { headers: CONSTANT_METADATA, timeoutMs: TIMEOUT_MS };

const passThrough: Interceptor = (next) => (request) => next(request);

class ConnectNodeClient implements BenchClient {
  private readonly sessions: Http2SessionManager;
  private readonly client: Client<typeof Bench>;
  private readonly echoOptions: CallOptions;

  constructor(target: string, ca: string | undefined, variant: Variant) {
    this.echoOptions =
      variant === "context"
        ? { ...constantCall, signal: new AbortController().signal }
        : constantCall;
    const baseUrl = `${ca === undefined ? "http" : "https"}://${target}`;
    this.sessions = new Http2SessionManager(baseUrl, undefined, ca === undefined ? {} : { ca });
    this.client = createClient(
      Bench,
      createGrpcTransport({
        baseUrl,
        sessionManager: this.sessions,
        ...(variant === "intercepted" ? { interceptors: [passThrough] } : {}),
        ...(variant === "gzip" ? { sendCompression: compressionGzip } : {}),
      }),
    );
  }

  echo(): Promise<{ readonly text: string }> {
    return this.client.echo({ text: ECHO_TEXT, number: ECHO_NUMBER }, this.echoOptions);
  }

  order(): Promise<{ readonly id: string }> {
    return this.client.placeOrder(order, {
      headers: {
        authorization: AUTHORIZATION,
        "x-request-id": identifiers.requestId(),
        traceparent: identifiers.traceparent(),
      },
      timeoutMs: TIMEOUT_MS,
    });
  }

  async count(messages: number, tally: { operations: number }): Promise<void> {
    let received = 0;
    for await (const _tick of this.client.count({ count: messages })) {
      received++;
      tally.operations++;
    }
    if (received !== messages) throw new Error(`${received} messages of ${messages}`);
  }

  openPingPong(): PingPong {
    return new ConnectNodePingPong(this.client);
  }

  transfer(): Promise<{ readonly data: Uint8Array }> {
    return this.client.transfer(payload, constantCall);
  }

  document(): Promise<{ readonly text: string }> {
    return this.client.echo({ text: DOCUMENT_TEXT, number: ECHO_NUMBER }, constantCall);
  }

  async close(): Promise<void> {
    this.sessions.abort();
  }
}

/** connect-node takes its requests from an iterable: this one yields a tick when it is told to. */
class ConnectNodePingPong implements PingPong {
  private wake: (() => void) | undefined;
  private pending = 0;
  private ended = false;
  private readonly replies: AsyncIterator<Tick>;

  constructor(client: Client<typeof Bench>) {
    this.replies = client.pingPong(this.requests())[Symbol.asyncIterator]();
  }

  async roundTrip(): Promise<void> {
    this.pending++;
    this.wake?.();
    const { done } = await this.replies.next();
    if (done) throw new Error("the stream ended before its time");
  }

  async close(): Promise<void> {
    this.ended = true;
    this.wake?.();
    await this.replies.next();
  }

  private async *requests() {
    for (;;) {
      while (this.pending > 0) {
        this.pending--;
        yield { sequence: 7, text: TICK_TEXT };
      }
      if (this.ended) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

await clientMain((target, ca, variant) => new ConnectNodeClient(target, ca, variant));
