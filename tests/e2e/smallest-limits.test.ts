import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ServerLimits, StatusError } from "tramline";
import { echo, withPair } from "./fixture.ts";

/** The smallest values that `createServer` takes. */
const smallest: Readonly<Partial<Record<keyof ServerLimits, number>>> = {
  maxConcurrentStreams: 1,
  maxFieldSectionSize: 512,
  maxContinuationFrames: 1,
  rapidResetBurst: 1,
  rapidResetPerSecond: 1,
  controlFrameBurst: 1,
  controlFramesPerSecond: 1,
  maxHeaderBlockBytes: 512,
  oversizedHeaderBurst: 1,
  oversizedHeaderBytesPerSecond: 1,
  amplifiedBurst: 1,
  amplifiedBytesPerSecond: 1,
  connectionBurst: 1,
  connectionsPerSecond: 1,
  maxUnreadControlBytes: 64,
  maxHeldBytesPerConnection: 65_536,
  maxHeldBytes: 65_536,
  maxAbandonedHandlers: 1,
  maxConcurrentCalls: 1,
  callsPerSecond: 1,
};

describe("the smallest value of a limit", () => {
  for (const [name, value] of Object.entries(smallest)) {
    it(`lets a client make calls, also with large messages: ${name}`, async () => {
      await withPair(
        echo,
        async ({ client }) => {
          let size = 0;
          const send = async () => {
            const text = "x".repeat(size);
            assert.equal((await client.say({ text })).text, text);
          };
          if (name === "callsPerSecond") {
            await send();
            await assert.rejects(send, StatusError);
            return;
          }
          for (size of [1, 60_000, 250_000, 3_000_000]) await send();
          let count = 0;
          for await (const _ of client.repeat({ count: 20, text: "y".repeat(5000) })) count += 1;
          assert.equal(count, 20);
        },
        { server: { limits: { [name]: value } } },
      );
    });
  }
});
