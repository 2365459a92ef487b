import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StatusError } from "tramline";
import { echo, withPair } from "./fixture.ts";

/** The error of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<StatusError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return error;
  }
  throw new Error("the call has not failed");
}

describe("a failed call explains itself", () => {
  it("with the functions that have awaited it in its stack", () =>
    withPair(
      {
        ...echo,
        say: () => {
          throw new StatusError("NOT_FOUND", "no such order");
        },
      },
      async ({ client }) => {
        async function readOrder(): Promise<string> {
          const { text } = await client.say({});
          return text;
        }
        async function showOrder(): Promise<void> {
          console.log(await readOrder());
        }
        const { stack = "" } = await errorOf(showOrder());
        assert.match(stack, /^StatusError: NOT_FOUND: no such order\n/);
        assert.match(stack, /at async readOrder .*failed-calls\.test\.ts/);
        assert.match(stack, /at async showOrder .*failed-calls\.test\.ts/);
      },
    ));

  it("with its method, its server, its time, and the time used", () =>
    withPair(
      {
        ...echo,
        say: (_request, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(new StatusError("CANCELLED")));
          }),
      },
      async ({ client, peer }) => {
        const { code, call } = await errorOf(client.say({}, { timeoutMs: 30 }));
        assert.equal(code, "DEADLINE_EXCEEDED");
        const { elapsedMs = 0, ...others } = call ?? { method: "", peer: "", attempts: 0 };
        assert.deepEqual(others, {
          method: "/e2e.EchoService/Say",
          peer,
          attempts: 1,
          timeoutMs: 30,
        });
        assert.ok(elapsedMs >= 29, `${elapsedMs}`);
      },
    ));

  it("with what each attempt met", () => {
    let calls = 0;
    return withPair(
      {
        ...echo,
        say: () => {
          calls += 1;
          throw new StatusError("UNAVAILABLE", `try ${calls}`);
        },
      },
      async ({ client, peer }) => {
        const { call, rawMessage } = await errorOf(client.say({}));
        assert.equal(rawMessage, "try 3");
        assert.equal(call?.attempts, 3);
        assert.deepEqual(call.earlier, [
          { peer, message: "UNAVAILABLE: try 1" },
          { peer, message: "UNAVAILABLE: try 2" },
        ]);
      },
      {
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
  });
});
