import assert from "node:assert/strict";
import { type CaseContext, zeros } from "./case.ts";

export const largeRequestSize = 271_828;
export const largeResponseSize = 314_159;

export async function emptyUnary({ client }: CaseContext): Promise<void> {
  assert.deepEqual(await client.emptyCall({}), {});
}

export async function largeUnary({ client }: CaseContext): Promise<void> {
  const response = await client.unaryCall({
    responseSize: largeResponseSize,
    payload: zeros(largeRequestSize),
  });
  assert.deepEqual(response.payload?.body, new Uint8Array(largeResponseSize));
}

/** 10 MiB one way, ten bytes the other. */
export async function veryLargeRequest({ client }: CaseContext): Promise<void> {
  const response = await client.unaryCall({
    responseSize: 10,
    payload: zeros(10 * 1024 * 1024),
  });
  assert.equal(response.payload?.body.length, 10);
}

/** All calls reach the same server, which says its name. */
export async function pickFirstUnary({ client }: CaseContext): Promise<void> {
  const ids = new Set<string>();
  for (let count = 0; count < 100; count++) {
    const { serverId } = await client.unaryCall({
      responseSize: 1,
      payload: zeros(1),
      fillServerId: true,
    });
    assert.notEqual(serverId, "", "the server did not fill server_id");
    ids.add(serverId);
  }
  assert.equal(ids.size, 1);
}
