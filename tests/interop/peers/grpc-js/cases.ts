import assert from "node:assert/strict";
import { once } from "node:events";
import { Metadata, status } from "@grpc/grpc-js";
import type { StreamingOutputCallResponse } from "../../gen/grpc/testing/messages.ts";
import { testMethods, unimplementedService } from "./contract.ts";
import { GrpcJsClient, type GrpcJsTarget } from "./test-client.ts";

interface CaseContext {
  readonly client: GrpcJsClient;
  readonly target: GrpcJsTarget;
}

const requestSizes = [27_182, 8, 1828, 45_904];
const responseSizes = [31_415, 9, 2653, 58_979];
const gzipAlgorithm = 2;
/** The write flag that leaves one message uncompressed; it travels where streams name an encoding. */
const noCompress = "2" as BufferEncoding;

const { EmptyCall, UnaryCall, UnimplementedCall } = testMethods;

function zeros(size: number) {
  return { body: Buffer.alloc(size) };
}

const largeRequest = { responseSize: 314_159, payload: zeros(271_828) };

function outputRequest(size: number, payloadSize: number) {
  return { responseParameters: [{ size }], payload: zeros(payloadSize) };
}

/** A wait for the next response that a failure of the call ends. */
async function nextResponse(
  responses: AsyncIterator<StreamingOutputCallResponse>,
): Promise<number | undefined> {
  const next = await responses.next();
  return next.done === true ? undefined : (next.value.payload?.body.length ?? 0);
}

async function ends(call: Promise<unknown>, code: status, details?: string): Promise<void> {
  await assert.rejects(call, { code, ...(details !== undefined && { details }) });
}

async function soak(call: () => Promise<void>): Promise<void> {
  for (let iteration = 0; iteration < 10; iteration++) {
    const startMs = performance.now();
    await call();
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs <= 1000, `iteration ${iteration} took ${tookMs.toFixed(0)} ms`);
  }
}

async function callLarge(client: GrpcJsClient): Promise<void> {
  const { response } = await client.unary(UnaryCall, largeRequest);
  assert.deepEqual(new Uint8Array(response.payload?.body ?? []), new Uint8Array(314_159));
}

function assertEchoed(headers: Metadata | undefined, trailers: Metadata | undefined): void {
  assert.deepEqual(headers?.get("x-grpc-test-echo-initial"), ["test_initial_metadata_value"]);
  assert.deepEqual(trailers?.get("x-grpc-test-echo-trailing-bin"), [
    Buffer.from([0xab, 0xab, 0xab]),
  ]);
}

/** The cases of a client on @grpc/grpc-js, by their official names. */
export const grpcJsCases: Readonly<Record<string, (context: CaseContext) => Promise<void>>> = {
  async empty_unary({ client }) {
    const { response } = await client.unary(EmptyCall, {});
    assert.deepEqual(response, {});
  },

  large_unary: ({ client }) => callLarge(client),

  async client_streaming({ client }) {
    const { call, response } = client.streamingInputCall();
    for (const size of requestSizes) call.write({ payload: zeros(size) });
    call.end();
    assert.equal((await response).aggregatedPayloadSize, 74_922);
  },

  async server_streaming({ client }) {
    const received: number[] = [];
    const responses = client.streamingOutputCall({
      responseParameters: responseSizes.map((size) => ({ size })),
    });
    for await (const { payload } of responses) received.push(payload?.body.length ?? 0);
    assert.deepEqual(received, responseSizes);
  },

  async ping_pong({ client }) {
    const call = client.fullDuplexCall();
    const responses = (call as AsyncIterable<StreamingOutputCallResponse>)[Symbol.asyncIterator]();
    for (const [round, size] of responseSizes.entries()) {
      call.write(outputRequest(size, requestSizes[round] as number));
      assert.equal(await nextResponse(responses), size);
    }
    call.end();
    assert.equal(await nextResponse(responses), undefined);
  },

  async empty_stream({ client }) {
    const call = client.fullDuplexCall();
    call.end();
    for await (const _response of call) assert.fail("a response to no request");
  },

  async cancel_after_begin({ client }) {
    const { call, response } = client.streamingInputCall();
    call.cancel();
    await ends(response, status.CANCELLED);
  },

  async cancel_after_first_response({ client }) {
    const call = client.fullDuplexCall();
    const responses = (call as AsyncIterable<StreamingOutputCallResponse>)[Symbol.asyncIterator]();
    call.write(outputRequest(31_415, 27_182));
    assert.equal(await nextResponse(responses), 31_415);
    call.cancel();
    await ends(responses.next(), status.CANCELLED);
  },

  async timeout_on_sleeping_server({ client }) {
    const call = client.fullDuplexCall(new Metadata(), Date.now() + 1);
    call.write({ payload: zeros(27_182) });
    const [error] = (await once(call, "error")) as [{ code: number }];
    assert.equal(error.code, status.DEADLINE_EXCEEDED);
  },

  async custom_metadata({ client }) {
    const metadata = new Metadata();
    metadata.set("x-grpc-test-echo-initial", "test_initial_metadata_value");
    metadata.set("x-grpc-test-echo-trailing-bin", Buffer.from([0xab, 0xab, 0xab]));
    const { headers, trailers } = await client.unary(UnaryCall, largeRequest, metadata);
    assertEchoed(headers, trailers);

    const call = client.fullDuplexCall(metadata);
    const hasHeaders = once(call, "metadata");
    const hasStatus = once(call, "status");
    call.write(outputRequest(314_159, 271_828));
    call.end();
    for await (const response of call as AsyncIterable<StreamingOutputCallResponse>) {
      assert.equal(response.payload?.body.length, 314_159);
    }
    const [streamHeaders] = (await hasHeaders) as [Metadata];
    const [streamStatus] = (await hasStatus) as [{ metadata: Metadata }];
    assertEchoed(streamHeaders, streamStatus.metadata);
  },

  async status_code_and_message({ client }) {
    const responseStatus = { code: 2, message: "test status message" };
    const { message } = responseStatus;
    await ends(client.unary(UnaryCall, { responseStatus }), status.UNKNOWN, message);
    const call = client.fullDuplexCall();
    call.write({ responseStatus });
    call.end();
    const responses = (call as AsyncIterable<StreamingOutputCallResponse>)[Symbol.asyncIterator]();
    await ends(responses.next(), status.UNKNOWN, message);
  },

  async special_status_message({ client }) {
    const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
    const request = { responseStatus: { code: 2, message } };
    await ends(client.unary(UnaryCall, request), status.UNKNOWN, message);
  },

  unimplemented_method: ({ client }) =>
    ends(client.unary(UnimplementedCall, {}), status.UNIMPLEMENTED),

  unimplemented_service: ({ client }) =>
    ends(client.unary(unimplementedService.UnimplementedCall, {}), status.UNIMPLEMENTED),

  async client_compressed_unary({ client, target }) {
    const request = (value: boolean) => ({ ...largeRequest, expectCompressed: { value } });
    await ends(client.unary(UnaryCall, request(true)), status.INVALID_ARGUMENT);
    const compressing = new GrpcJsClient(target, {
      "grpc.default_compression_algorithm": gzipAlgorithm,
    });
    try {
      const { response } = await compressing.unary(UnaryCall, request(true));
      assert.equal(response.payload?.body.length, 314_159);
    } finally {
      compressing.close();
    }
    const { response } = await client.unary(UnaryCall, request(false));
    assert.equal(response.payload?.body.length, 314_159);
  },

  async client_compressed_streaming({ client, target }) {
    const probe = client.streamingInputCall();
    probe.call.write({ expectCompressed: { value: true }, payload: zeros(27_182) });
    probe.call.end();
    await ends(probe.response, status.INVALID_ARGUMENT);
    const compressing = new GrpcJsClient(target, {
      "grpc.default_compression_algorithm": gzipAlgorithm,
    });
    try {
      const { call, response } = compressing.streamingInputCall();
      call.write({ expectCompressed: { value: true }, payload: zeros(27_182) });
      call.write({ expectCompressed: { value: false }, payload: zeros(45_904) }, noCompress);
      call.end();
      assert.equal((await response).aggregatedPayloadSize, 73_086);
    } finally {
      compressing.close();
    }
  },

  async pick_first_unary({ client }) {
    const ids = new Set<string>();
    for (let count = 0; count < 100; count++) {
      const request = { responseSize: 1, payload: zeros(1), fillServerId: true };
      const { response } = await client.unary(UnaryCall, request);
      assert.notEqual(response.serverId, "", "the server did not fill server_id");
      ids.add(response.serverId);
    }
    assert.equal(ids.size, 1);
  },

  async very_large_request({ client }) {
    const request = { responseSize: 10, payload: zeros(10 * 1024 * 1024) };
    const { response } = await client.unary(UnaryCall, request);
    assert.equal(response.payload?.body.length, 10);
  },

  rpc_soak: ({ client }) => soak(() => callLarge(client)),

  channel_soak: ({ target }) =>
    soak(async () => {
      const client = new GrpcJsClient(target);
      try {
        await callLarge(client);
      } finally {
        client.close();
      }
    }),
};

/** Runs one case of the client on @grpc/grpc-js; rejects with what it found wrong. */
export async function runGrpcJsCase(name: string, target: GrpcJsTarget): Promise<void> {
  const run = grpcJsCases[name];
  if (run === undefined) throw new Error(`no case ${name}`);
  const client = new GrpcJsClient(target);
  try {
    await run({ client, target });
  } finally {
    client.close();
  }
}
