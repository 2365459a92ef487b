/**
 * Cases of clients that call grpc-go's interop server through `tram proxy`: grpc-go's own client by gRPC, the official
 * grpc-web client, connect-node, our client over fetch, and plain HTTP with JSON.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { MessageType } from "@tramline/protobuf";
import {
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  StatusError,
  webSocketStreams,
} from "@tramline/web";
import { jsonCodec } from "@tramline/web/json";
import { GrpcWebClientBase, MethodDescriptor, MethodType, type RpcError } from "grpc-web";
import { WebSocket } from "undici";
import xhr2 from "xhr2";
import {
  SimpleRequest,
  SimpleResponse,
  StreamingOutputCallRequest,
  StreamingOutputCallResponse,
} from "../interop/gen/grpc/testing/messages.ts";
import { TestService } from "../interop/gen/grpc/testing/test.ts";

/** A case of the suite. */
export interface ProxyCase {
  readonly name: string;
  /** Throws when it fails. */
  run(address: string): Promise<void>;
}

/** The cases of grpc-go's client that need neither TLS nor credentials. */
const INTEROP = [
  "empty_unary",
  "large_unary",
  "client_streaming",
  "server_streaming",
  "ping_pong",
  "empty_stream",
  "timeout_on_sleeping_server",
  "cancel_after_begin",
  "cancel_after_first_response",
  "status_code_and_message",
  "special_status_message",
  "custom_metadata",
  "unimplemented_method",
  "unimplemented_service",
];

/** Returns the cases of grpc-go's interop client. */
export function interopCases(client: string): ProxyCase[] {
  return INTEROP.map((name) => ({
    name: `grpc-go's client: ${name}`,
    async run(address) {
      const [host = "", port = ""] = address.split(":");
      const args = [`-test_case=${name}`, `-server_host=${host}`, `-server_port=${port}`];
      const child = spawn(client, args, { stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      child.stdout.on("data", (text) => (output += String(text)));
      child.stderr.on("data", (text) => (output += String(text)));
      const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
      const [status] = (await once(child, "close")) as [number | null];
      clearTimeout(timer);
      assert.equal(status, 0, output.slice(-500));
    },
  }));
}

const SIZES = [31_415, 9, 2653, 58_979];
const streamRequest = (code = 0) =>
  StreamingOutputCallRequest.create({
    responseParameters: SIZES.map((size) => ({ size })),
    ...(code !== 0 && { responseStatus: { code, message: "so it is" } }),
  });
const unaryRequest = (code = 0) =>
  SimpleRequest.create({
    responseSize: 1000,
    payload: { body: new Uint8Array(500) },
    ...(code !== 0 && { responseStatus: { code, message: "\t\ntest with ü and \u{1f600}\t\n" } }),
  });

const webChannels = [
  ["Connect", { protocol: connect() }],
  ["Connect in JSON", { protocol: connect(), codec: jsonCodec() }],
  ["gRPC-Web", { protocol: grpcWeb() }],
  ["gRPC-Web in JSON", { protocol: grpcWeb(), codec: jsonCodec() }],
  ["gRPC-Web in text", { protocol: grpcWeb({ text: true }) }],
] as const;

/** Our client over fetch, in each protocol. */
export const webCases: readonly ProxyCase[] = webChannels.map(([name, options]) => ({
  name: `our client over fetch: ${name}`,
  async run(address) {
    const service = createClient(TestService, createWebChannel(`http://${address}`, options));
    const value = "test_initial_metadata_value";
    let headers: string | undefined;
    let trailers: Uint8Array | undefined;
    const { payload } = await service.unaryCall(unaryRequest(), {
      timeoutMs: 20_000,
      metadata: {
        "x-grpc-test-echo-initial": value,
        "x-grpc-test-echo-trailing-bin": Uint8Array.of(0xab, 0xab, 0xab),
      },
      onHeaders: (fields) => {
        headers = fields.get("x-grpc-test-echo-initial");
      },
      onTrailers: (fields) => {
        trailers = fields.get("x-grpc-test-echo-trailing-bin");
      },
    });
    assert.equal(payload?.body.length, 1000);
    assert.equal(headers, value);
    assert.deepEqual(trailers, Uint8Array.of(0xab, 0xab, 0xab));
    const sizes: (number | undefined)[] = [];
    for await (const one of service.streamingOutputCall(streamRequest())) {
      sizes.push(one.payload?.body.length);
    }
    assert.deepEqual(sizes, SIZES);
    const failure = await service.unaryCall(unaryRequest(9)).then(
      () => assert.fail("the call went well"),
      (error: unknown) => error as StatusError,
    );
    assert.ok(failure instanceof StatusError);
    assert.equal(failure.code, "FAILED_PRECONDITION");
    assert.equal(failure.rawMessage, "\t\ntest with ü and \u{1f600}\t\n");
    await assert.rejects(service.unimplementedCall({}), (error: StatusError) => {
      return error.code === "UNIMPLEMENTED";
    });
    await assert.rejects(
      service
        .streamingOutputCall(
          { responseParameters: [{ size: 1, intervalUs: 5_000_000 }] },
          { timeoutMs: 50 },
        )
        [Symbol.asyncIterator]()
        .next(),
      (error: StatusError) => error.code === "DEADLINE_EXCEEDED",
    );
  },
}));

/** Streams in both directions at once, over a WebSocket to the proxy. */
export const webSocketCases: readonly ProxyCase[] = [
  {
    name: "our client over a WebSocket: full duplex",
    async run(address) {
      const channel = createWebChannel(`http://${address}`, {
        protocol: connect(),
        requestStreams: webSocketStreams({ WebSocket }),
      });
      const call = createClient(TestService, channel).fullDuplexCall();
      const responses = call[Symbol.asyncIterator]();
      for (const size of SIZES) {
        await call.send({ responseParameters: [{ size }] });
        const { value } = await responses.next();
        assert.equal(value?.payload?.body.length, size);
      }
      await call.close();
      assert.equal((await responses.next()).done, true);
    },
  },
];

/** The class of messages that the grpc-web client demands. */
class Carried {
  readonly value: unknown;

  constructor(value?: unknown) {
    this.value = value;
  }
}

/** A method as the grpc-web client is given it, with the codecs of our types. */
function describeMethod<I>(
  name: string,
  kind: (typeof MethodType)[keyof typeof MethodType],
  input: MessageType<I>,
  output: Pick<MessageType<unknown>, "decode">,
): MethodDescriptor<Carried, Carried> {
  const Message = Carried as new () => Carried;
  return new MethodDescriptor<Carried, Carried>(
    `/grpc.testing.TestService/${name}`,
    kind,
    Message,
    Message,
    ({ value }: Carried) => input.encode(value as Parameters<typeof input.encode>[0]),
    (bytes: Uint8Array) => new Carried(output.decode(bytes)),
  );
}

/** The size of a response's payload. */
function sizeOf({ value }: Carried): number | undefined {
  return (value as SimpleResponse | StreamingOutputCallResponse).payload?.body.length;
}

const grpcWebCase = (format: "text" | "binary"): ProxyCase => ({
  name: `the grpc-web client, ${format}`,
  async run(address) {
    (globalThis as { XMLHttpRequest?: unknown }).XMLHttpRequest = xhr2.XMLHttpRequest;
    const client = new GrpcWebClientBase({ format });
    const url = `http://${address}/grpc.testing.TestService`;
    const unary = describeMethod("UnaryCall", MethodType.UNARY, SimpleRequest, SimpleResponse);
    const send = (code: number) =>
      client.unaryCall(`${url}/UnaryCall`, new Carried(unaryRequest(code)), {}, unary);
    assert.equal(sizeOf(await send(0)), 1000);
    const failure = await send(9).then(
      () => assert.fail("the call went well"),
      (error: unknown) => error as RpcError,
    );
    assert.equal(failure.code, 9);
    // In binary mode it streams by fetch alone, and reads whole bodies by XMLHttpRequest.
    if (format === "binary") return;
    const name = "StreamingOutputCall";
    const kind = MethodType.SERVER_STREAMING;
    const streaming = describeMethod(
      name,
      kind,
      StreamingOutputCallRequest,
      StreamingOutputCallResponse,
    );
    const request = new Carried(streamRequest());
    const stream = client.serverStreaming(`${url}/${name}`, request, {}, streaming);
    const sizes: (number | undefined)[] = [];
    stream.on("data", (one) => sizes.push(sizeOf(one)));
    const status = await new Promise<number>((resolve) => {
      stream.on("status", ({ code }) => resolve(code));
      stream.on("error", ({ code }) => resolve(code));
    });
    assert.equal(status, 0);
    assert.deepEqual(sizes, SIZES);
  },
});

/** The official grpc-web client. */
export const grpcWebCases: readonly ProxyCase[] = [grpcWebCase("text"), grpcWebCase("binary")];

async function post(address: string, method: string, json: unknown) {
  const response = await fetch(`http://${address}/grpc.testing.TestService/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(json),
  });
  return { status: response.status, text: await response.text() };
}

/** HTTP and JSON, as curl sends it. */
export const restCases: readonly ProxyCase[] = [
  {
    name: "REST: a unary call, and its status",
    async run(address) {
      const { status, text } = await post(address, "UnaryCall", { responseSize: 3 });
      assert.equal(status, 200);
      assert.equal((JSON.parse(text) as { payload: { body: string } }).payload.body, "AAAA");
      const failed = await post(address, "UnaryCall", {
        responseStatus: { code: 5, message: "gone" },
      });
      assert.equal(failed.status, 404);
      assert.deepEqual(JSON.parse(failed.text), { code: 5, message: "gone", details: [] });
    },
  },
  {
    name: "REST: a stream as lines",
    async run(address) {
      const { status, text } = await post(address, "StreamingOutputCall", {
        responseParameters: [{ size: 1 }, { size: 2 }],
      });
      assert.equal(status, 200);
      const bodies = text
        .trim()
        .split("\n")
        .map(
          (line) =>
            (JSON.parse(line) as { result: { payload: { body: string } } }).result.payload.body,
        );
      assert.deepEqual(bodies, ["AA==", "AAA="]);
    },
  },
];
