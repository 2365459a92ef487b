import assert from "node:assert/strict";
import { type CaseContext, zeros } from "./case.ts";

const requestSizes = [27_182, 8, 1828, 45_904];
const responseSizes = [31_415, 9, 2653, 58_979];

export async function clientStreaming({ client }: CaseContext): Promise<void> {
  const call = client.streamingInputCall();
  for (const size of requestSizes) await call.send({ payload: zeros(size) });
  await call.close();
  assert.equal((await call.response).aggregatedPayloadSize, 74_922);
}

export async function serverStreaming({ client }: CaseContext): Promise<void> {
  const call = client.streamingOutputCall({
    responseParameters: responseSizes.map((size) => ({ size })),
  });
  const received: number[] = [];
  for await (const { payload } of call) received.push(payload?.body.length ?? 0);
  assert.deepEqual(received, responseSizes);
}

export async function pingPong({ client }: CaseContext): Promise<void> {
  const call = client.fullDuplexCall();
  const responses = call[Symbol.asyncIterator]();
  for (const [round, size] of responseSizes.entries()) {
    await call.send({
      responseParameters: [{ size }],
      payload: zeros(requestSizes[round] as number),
    });
    const next = await responses.next();
    assert.equal(next.value?.payload?.body.length, size);
  }
  await call.close();
  assert.equal((await responses.next()).done, true);
}

export async function emptyStream({ client }: CaseContext): Promise<void> {
  const call = client.fullDuplexCall();
  await call.close();
  for await (const _response of call) assert.fail("a response to no request");
}
