import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { createTelemetry, type TelemetryOptions } from "@tramline/opentelemetry";
import {
  type ClientChannelOptions,
  createChannel,
  createClient,
  createServer,
  type ServerContext,
  type ServerOptions,
  StatusError,
} from "tramline";
import { TestService } from "../interop/gen/grpc/testing/test.ts";

type Client = ReturnType<typeof clientOf>;

function clientOf(address: string, options: ClientChannelOptions) {
  const channel = createChannel(address, options);
  return { channel, client: createClient(TestService, channel) };
}

/** Runs `body` with a client and a server that are observed, and returns the spans that ended. */
async function traced(
  handler: (context: ServerContext) => unknown,
  body: (client: Client["client"]) => Promise<void>,
  options: TelemetryOptions & {
    readonly channel?: ClientChannelOptions;
    readonly server?: ServerOptions;
    readonly isOff?: boolean;
  } = {},
) {
  const { channel: channelOptions, server: serverOptions, isOff, ...telemetryOptions } = options;
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(isOff === true && { sampler: new AlwaysOffSampler() }),
  });
  const telemetry = createTelemetry({ ...telemetryOptions, tracerProvider });
  const server = createServer({ ...serverOptions, observers: [telemetry] });
  server.add(TestService, {
    emptyCall: async (_request, callContext) => {
      await handler(callContext);
      return {};
    },
  });
  const { address } = await server.listen("127.0.0.1:0");
  const { channel, client } = clientOf(address, { ...channelOptions, observers: [telemetry] });
  await body(client);
  await channel.close();
  await server.close();
  return { spans: exporter.getFinishedSpans(), telemetry };
}

describe("traces", () => {
  it("a handler runs with the span of its call active, where there is a context manager", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const seen: (string | undefined)[] = [];
      const { spans } = await traced(
        async () => {
          await Promise.resolve();
          seen.push(trace.getActiveSpan()?.spanContext().spanId);
        },
        async (client) => void (await client.emptyCall({})),
      );
      const served = spans.find(({ name }) => name.startsWith("Recv."));
      assert.deepEqual(seen, [served?.spanContext().spanId]);
    } finally {
      context.disable();
    }
  });

  it("a call that passes a server's context on continues its trace", async () => {
    let inner: Client["client"] | undefined;
    let depth = 0;
    const { spans } = await traced(
      async (callContext) => {
        depth += 1;
        if (depth === 1) await inner?.emptyCall({}, { context: callContext });
      },
      async (client) => {
        inner = client;
        await client.emptyCall({});
      },
    );
    assert.equal(spans.length, 6);
    assert.equal(new Set(spans.map((span) => span.spanContext().traceId)).size, 1);
    const served = spans.filter(({ name }) => name.startsWith("Recv."));
    const sent = spans.filter(({ name }) => name.startsWith("Sent."));
    const outer = served.find((span) =>
      sent.some((one) => one.parentSpanContext?.spanId === span.spanContext().spanId),
    );
    assert.ok(outer !== undefined, "the second call is a child of the first one's handling");
  });

  it("a call that a handler makes continues the trace with propagateContext", async () => {
    let inner: Client["client"] | undefined;
    let depth = 0;
    const { spans } = await traced(
      async () => {
        depth += 1;
        await Promise.resolve();
        if (depth === 1) await inner?.emptyCall({});
      },
      async (client) => {
        inner = client;
        await client.emptyCall({});
      },
      { server: { propagateContext: true } },
    );
    assert.equal(spans.length, 6);
    assert.equal(new Set(spans.map((span) => span.spanContext().traceId)).size, 1);
  });

  it("a call in a span that the handler has made is that span's child", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const own = new BasicTracerProvider().getTracer("own");
      let inner: Client["client"] | undefined;
      const parts: string[] = [];
      const { spans } = await traced(
        async () => {
          if (parts.length > 0) return;
          await own.startActiveSpan("part", async (span) => {
            parts.push(span.spanContext().spanId);
            await inner?.emptyCall({});
          });
        },
        async (client) => {
          inner = client;
          await client.emptyCall({});
        },
        { server: { propagateContext: true } },
      );
      const sent = spans.filter(({ name }) => name.startsWith("Sent."));
      assert.equal(sent.length, 2);
      assert.ok(sent.some(({ parentSpanContext }) => parentSpanContext?.spanId === parts[0]));
    } finally {
      context.disable();
    }
  });

  it("a call that is not sampled says so, and has no span", async () => {
    const parents: (string | undefined)[] = [];
    const { spans } = await traced(
      ({ metadata }) => parents.push(metadata.get("traceparent") as string),
      async (client) => void (await client.emptyCall({})),
      { isOff: true },
    );
    assert.deepEqual(spans, []);
    assert.match(parents[0] ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it("another propagator carries what it likes", async () => {
    const baggage: (string | undefined)[] = [];
    const propagator = new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const active = propagation.setBaggage(
        ROOT_CONTEXT,
        propagation.createBaggage({ tenant: { value: "acme" } }),
      );
      const { spans } = await traced(
        ({ metadata }) => baggage.push(metadata.get("baggage") as string),
        (client) => context.with(active, async () => void (await client.emptyCall({}))),
        { propagator },
      );
      assert.deepEqual(baggage, ["tenant=acme"]);
      assert.equal(new Set(spans.map((span) => span.spanContext().traceId)).size, 1);
    } finally {
      context.disable();
    }
  });

  it("each attempt of a call that is retried has a span, and the retries are counted on request", async () => {
    let calls = 0;
    const { spans, telemetry } = await traced(
      () => {
        calls += 1;
        if (calls < 3) throw new StatusError("UNAVAILABLE", `try ${calls}`);
      },
      async (client) => void (await client.emptyCall({})),
      {
        optionalMetrics: ["grpc.client.call.retries", "grpc.client.call.retry_delay"],
        channel: {
          serviceConfig: {
            methodConfig: [
              {
                name: [{}],
                retryPolicy: {
                  maxAttempts: 3,
                  initialBackoff: "0.001s",
                  maxBackoff: "0.001s",
                  backoffMultiplier: 1,
                  retryableStatusCodes: ["UNAVAILABLE"],
                },
              },
            ],
          },
        },
      },
    );
    const attempts = spans.filter(({ name }) => name.startsWith("Attempt."));
    assert.deepEqual(
      attempts.map(({ attributes, status }) => [attributes["previous-rpc-attempts"], status.code]),
      [
        [0, 2],
        [1, 2],
        [2, 1],
      ],
    );
    const [call] = spans.filter(({ name }) => name.startsWith("Sent."));
    for (const { parentSpanContext } of attempts) {
      assert.equal(parentSpanContext?.spanId, call?.spanContext().spanId);
    }
    const { metrics = [] } = (await telemetry.collect()).resourceMetrics.scopeMetrics[0] ?? {};
    const retries = metrics.find(
      ({ descriptor }) => descriptor.name === "grpc.client.call.retries",
    );
    const delay = metrics.find(({ descriptor }) => descriptor.name.endsWith("retry_delay"));
    const value = retries?.dataPoints[0]?.value;
    assert.ok(typeof value === "object");
    assert.deepEqual([value.count, value.sum], [1, 2]);
    assert.equal(delay?.dataPoints.length, 1);
  });
});
