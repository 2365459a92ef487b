import assert from "node:assert/strict";
import type { Metadata } from "tramline";
import { type CaseContext, zeros } from "./case.ts";

const initialName = "x-grpc-test-echo-initial";
const initialValue = "test_initial_metadata_value";
const trailingName = "x-grpc-test-echo-trailing-bin";
const trailingValue = Uint8Array.of(0xab, 0xab, 0xab);

const metadata = { [initialName]: initialValue, [trailingName]: trailingValue };

function assertEchoed(headers: Metadata | undefined, trailers: Metadata | undefined): void {
  assert.equal(headers?.get(initialName), initialValue);
  assert.deepEqual(toBytes(trailers?.get(trailingName)), trailingValue);
}

function toBytes(value: string | Uint8Array | undefined): Uint8Array {
  assert.ok(value instanceof Uint8Array, "a -bin value is bytes");
  return new Uint8Array(value);
}

export async function customMetadata({ client }: CaseContext): Promise<void> {
  let headers: Metadata | undefined;
  let trailers: Metadata | undefined;
  await client.unaryCall(
    { responseSize: 314_159, payload: zeros(271_828) },
    {
      metadata,
      onHeaders: (received) => {
        headers = received;
      },
      onTrailers: (received) => {
        trailers = received;
      },
    },
  );
  assertEchoed(headers, trailers);

  const call = client.fullDuplexCall({ metadata });
  await call.send({ responseParameters: [{ size: 314_159 }], payload: zeros(271_828) });
  await call.close();
  const received: number[] = [];
  for await (const { payload } of call) received.push(payload?.body.length ?? 0);
  assert.deepEqual(received, [314_159]);
  assertEchoed(await call.headers, await call.trailers);
}
