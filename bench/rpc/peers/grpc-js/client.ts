import { setMaxListeners } from "node:events";
import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  InterceptingCall,
  type Interceptor,
  Metadata,
} from "@grpc/grpc-js";
import type { BenchClient, PingPong } from "../node/bench-client.ts";
import { clientMain } from "../node/client-main.ts";
import type { Variant } from "../node/command.ts";
import {
  AUTHORIZATION,
  CallIdentifiers,
  CONSTANT_METADATA,
  ECHO_NUMBER,
  ECHO_TEXT,
  ORDER,
  RETRY_SERVICE_CONFIG,
  TICK_TEXT,
  TIMEOUT_MS,
  TRANSFER_BYTES,
} from "../node/sample-data.ts";
import { type EchoMessage, methods, type Order, type Payload, type Tick } from "./methods.ts";
import { options } from "./options.ts";

const order = { ...ORDER, items: [...ORDER.items] };
const payload = { data: new Uint8Array(TRANSFER_BYTES).fill(0x61) };
const constantMetadata = new Metadata();
for (const [name, value] of Object.entries(CONSTANT_METADATA)) constantMetadata.set(name, value);
const identifiers = new CallIdentifiers(process.pid);

const passThrough: Interceptor = (callOptions, nextCall) =>
  new InterceptingCall(nextCall(callOptions));

function variantOptions(variant: Variant): ChannelOptions {
  if (variant !== "retryable") return {};
  return {
    "grpc.enable_retries": 1,
    "grpc.service_config": JSON.stringify({ loadBalancingConfig: [], ...RETRY_SERVICE_CONFIG }),
  };
}

class GrpcJsClient implements BenchClient {
  private readonly client: Client;
  /** Shared by all calls, in the variant that has one. */
  private readonly signal: AbortSignal | undefined;

  constructor(target: string, ca: string | undefined, variant: Variant) {
    if (variant === "context") {
      this.signal = new AbortController().signal;
      // Each call listens to it, as calls of grpc-js take no signal.
      setMaxListeners(0, this.signal);
    }
    this.client = new Client(
      target,
      ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca)),
      {
        ...options,
        ...variantOptions(variant),
        ...(variant === "intercepted" ? { interceptors: [passThrough] } : {}),
        "grpc.use_local_subchannel_pool": 1,
        ...(ca === undefined ? {} : { "grpc.ssl_target_name_override": "localhost" }),
      },
    );
  }

  echo(): Promise<{ readonly text: string }> {
    const { path, requestSerialize, responseDeserialize } = methods.echo;
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const call = this.client.makeUnaryRequest<EchoMessage, EchoMessage>(
        path,
        requestSerialize,
        responseDeserialize,
        { text: ECHO_TEXT, number: ECHO_NUMBER },
        constantMetadata,
        { deadline: Date.now() + TIMEOUT_MS },
        (error, reply) => {
          signal?.removeEventListener("abort", cancel);
          if (error) reject(error);
          else resolve(reply as { text: string });
        },
      );
      const cancel = () => call.cancel();
      signal?.addEventListener("abort", cancel);
    });
  }

  order(): Promise<{ readonly id: string }> {
    const { path, requestSerialize, responseDeserialize } = methods.placeOrder;
    const metadata = new Metadata();
    metadata.set("authorization", AUTHORIZATION);
    metadata.set("x-request-id", identifiers.requestId());
    metadata.set("traceparent", identifiers.traceparent());
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest<Order, Order>(
        path,
        requestSerialize,
        responseDeserialize,
        order,
        metadata,
        { deadline: Date.now() + TIMEOUT_MS },
        (error, reply) => (error ? reject(error) : resolve(reply as { id: string })),
      );
    });
  }

  count(messages: number, tally: { operations: number }): Promise<void> {
    const { path, requestSerialize, responseDeserialize } = methods.count;
    return new Promise((resolve, reject) => {
      let received = 0;
      this.client
        .makeServerStreamRequest(path, requestSerialize, responseDeserialize, { count: messages })
        .on("data", () => {
          received++;
          tally.operations++;
        })
        .on("error", reject)
        .on("end", () => {
          if (received === messages) resolve();
          else reject(new Error(`${received} messages of ${messages}`));
        });
    });
  }

  openPingPong(): PingPong {
    const { path, requestSerialize, responseDeserialize } = methods.pingPong;
    return new GrpcJsPingPong(
      this.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize),
    );
  }

  transfer(): Promise<{ readonly data: Uint8Array }> {
    const { path, requestSerialize, responseDeserialize } = methods.transfer;
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest<Payload, Payload>(
        path,
        requestSerialize,
        responseDeserialize,
        payload,
        constantMetadata,
        { deadline: Date.now() + TIMEOUT_MS },
        (error, reply) => (error ? reject(error) : resolve(reply as { data: Uint8Array })),
      );
    });
  }

  async close(): Promise<void> {
    this.client.close();
  }
}

class GrpcJsPingPong implements PingPong {
  private resolve: (() => void) | undefined;
  private reject: ((error: Error) => void) | undefined;
  private readonly call: ClientDuplexStream<Tick, Tick>;
  private readonly ended: Promise<void>;

  constructor(call: ClientDuplexStream<Tick, Tick>) {
    this.call = call;
    this.ended = new Promise((resolve) => call.on("end", resolve));
    call.on("data", () => this.resolve?.());
    call.on("error", (error) => this.reject?.(error));
  }

  roundTrip(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.call.write({ sequence: 7, text: TICK_TEXT });
    });
  }

  close(): Promise<void> {
    this.call.end();
    return this.ended;
  }
}

await clientMain((target, ca, variant) => new GrpcJsClient(target, ca, variant));
