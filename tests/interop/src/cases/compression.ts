import assert from "node:assert/strict";
import { cameCompressed } from "../marked-gzip.ts";
import { type CaseContext, zeros } from "./case.ts";
import { assertStatus } from "./ending.ts";
import { largeRequestSize, largeResponseSize } from "./unary.ts";

const gzip = { compression: "gzip" };

/** Asks whether the server minds a request that should have come compressed and has not. */
export async function clientCompressedUnary(context: CaseContext): Promise<void> {
  await assertStatus(context.client.unaryCall(unaryRequest(true)), "INVALID_ARGUMENT");
  await clientCompressedUnaryNoProbe(context);
}

export async function clientCompressedUnaryNoProbe({ client }: CaseContext): Promise<void> {
  const compressed = await client.unaryCall(unaryRequest(true), gzip);
  assert.equal(compressed.payload?.body.length, largeResponseSize);
  const plain = await client.unaryCall(unaryRequest(false));
  assert.equal(plain.payload?.body.length, largeResponseSize);
}

function unaryRequest(isCompressed: boolean) {
  return {
    expectCompressed: { value: isCompressed },
    responseSize: largeResponseSize,
    payload: zeros(largeRequestSize),
  };
}

export async function serverCompressedUnary({ client }: CaseContext): Promise<void> {
  for (const value of [true, false]) {
    const response = await client.unaryCall({
      responseCompressed: { value },
      responseSize: largeResponseSize,
      payload: zeros(largeRequestSize),
    });
    assert.equal(response.payload?.body.length, largeResponseSize);
    assert.equal(cameCompressed(response), value, "the response's compressed flag");
  }
}

export async function clientCompressedStreaming(context: CaseContext): Promise<void> {
  const probe = context.client.streamingInputCall(gzip);
  const { response } = probe;
  const rejected = assertStatus(response, "INVALID_ARGUMENT");
  await probe.send(streamingRequest(true, 27_182), { compress: false });
  // The server may have refused the first request by now.
  await probe.close();
  await rejected;
  await clientCompressedStreamingNoProbe(context);
}

export async function clientCompressedStreamingNoProbe({ client }: CaseContext): Promise<void> {
  const call = client.streamingInputCall(gzip);
  await call.send(streamingRequest(true, 27_182));
  await call.send(streamingRequest(false, 45_904), { compress: false });
  await call.close();
  assert.equal((await call.response).aggregatedPayloadSize, 73_086);
}

function streamingRequest(isCompressed: boolean, size: number) {
  return { expectCompressed: { value: isCompressed }, payload: zeros(size) };
}

export async function serverCompressedStreaming({ client }: CaseContext): Promise<void> {
  const wanted = [
    { size: 31_415, isCompressed: true },
    { size: 92_653, isCompressed: false },
  ];
  const call = client.streamingOutputCall({
    responseParameters: wanted.map(({ size, isCompressed }) => ({
      size,
      compressed: { value: isCompressed },
    })),
  });
  const received: { size: number; isCompressed: boolean }[] = [];
  for await (const response of call) {
    received.push({
      size: response.payload?.body.length ?? 0,
      isCompressed: cameCompressed(response),
    });
  }
  assert.deepEqual(
    received.map(({ size }) => size),
    wanted.map(({ size }) => size),
  );
  for (const [index, { isCompressed }] of wanted.entries()) {
    assert.equal(received[index]?.isCompressed, isCompressed, "the response's compressed flag");
  }
}
