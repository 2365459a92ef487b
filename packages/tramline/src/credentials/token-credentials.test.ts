import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallCredentials } from "@tramline/rpc";
import { Metadata, StatusError } from "@tramline/rpc";
import { ConfigurationError } from "../configuration-error.ts";
import {
  type FetchedToken,
  refreshedTokenCredentials,
  tokenCredentials,
} from "./token-credentials.ts";

const context = { serviceUrl: "https://orders/shop.v1.OrderService", method: "GetOrder" };

async function tokenOf(
  credentials: CallCredentials,
  serviceUrl = context.serviceUrl,
): Promise<string> {
  const metadata = new Metadata(await credentials({ ...context, serviceUrl }));
  return metadata.get("authorization")?.replace("Bearer ", "") ?? "";
}

function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
}

/** Credentials whose fetches return what `next` does, with a clock that stands still. */
function setUp(next: () => string | FetchedToken) {
  const clock = { ms: 0, nowMs: () => clock.ms, wallClockMs: () => 1_000_000_000 + clock.ms };
  const asked: string[] = [];
  const credentials = refreshedTokenCredentials({
    clock,
    fetchToken: async ({ serviceUrl }) => {
      asked.push(serviceUrl);
      return next();
    },
  });
  return { clock, asked, credentials };
}

test("a static token", async () => {
  assert.equal(await tokenOf(tokenCredentials("abc.def")), "abc.def");
  for (const wrong of ["", "a b", "a\nb", "é", undefined, 5]) {
    assert.throws(
      () => tokenCredentials(wrong as string),
      (error) => error instanceof ConfigurationError && !error.message.includes("a b"),
    );
  }
});

test("a token is fetched once for each service, and by all calls together", async () => {
  const { credentials, asked } = setUp(() => "token");
  assert.deepEqual(await Promise.all([tokenOf(credentials), tokenOf(credentials)]), [
    "token",
    "token",
  ]);
  assert.equal(await tokenOf(credentials), "token");
  assert.deepEqual(asked, [context.serviceUrl]);
  await tokenOf(credentials, "https://other/x.Y");
  assert.equal(asked.length, 2);
});

test("a JWT is renewed a minute before it expires, beside the calls that use it", async () => {
  let count = 0;
  const { credentials, clock, asked } = setUp(() => {
    count += 1;
    return jwt({ exp: 1_000_000 + count * 600, count });
  });
  const first = await tokenOf(credentials);
  clock.ms = 539_000;
  assert.equal(await tokenOf(credentials), first);
  assert.equal(asked.length, 1);
  clock.ms = 541_000;
  assert.equal(await tokenOf(credentials), first, "still valid");
  assert.equal(asked.length, 2);
  assert.notEqual(await tokenOf(credentials), first);
});

test("without an expiry a token is kept for five minutes", async () => {
  const { credentials, clock, asked } = setUp(() => "opaque");
  await tokenOf(credentials);
  clock.ms = 239_000;
  await tokenOf(credentials);
  assert.equal(asked.length, 1);
  clock.ms = 301_000;
  await tokenOf(credentials);
  assert.equal(asked.length, 2);
});

test("a failure fails the calls that wait, and is tried again after a pause", async () => {
  let isDown = true;
  const { credentials, clock, asked } = setUp(() => {
    if (isDown) throw new Error("no route");
    return { token: "good", expiresAtMs: 1_000_000_000 + 600_000 };
  });
  const isUnavailable = (error: unknown) =>
    error instanceof StatusError &&
    error.code === "UNAVAILABLE" &&
    error.rawMessage === "the token cannot be fetched: no route";
  await assert.rejects(tokenOf(credentials), isUnavailable);
  await assert.rejects(tokenOf(credentials), isUnavailable);
  assert.equal(asked.length, 1, "not in the pause");
  clock.ms = 1000;
  await assert.rejects(tokenOf(credentials), isUnavailable);
  assert.equal(asked.length, 2);
  clock.ms = 2999;
  await assert.rejects(tokenOf(credentials), isUnavailable);
  assert.equal(asked.length, 2, "the pause grows");
  isDown = false;
  clock.ms = 3000;
  assert.equal(await tokenOf(credentials), "good");
  isDown = true;
  clock.ms = 590_000;
  assert.equal(await tokenOf(credentials), "good", "valid while it cannot be renewed");
  assert.equal(asked.length, 4);
});

test("a StatusError of the fetch keeps its code; tokens that cannot be sent are UNAUTHENTICATED", async () => {
  const denied = setUp(() => {
    throw new StatusError("PERMISSION_DENIED", "no");
  });
  await assert.rejects(tokenOf(denied.credentials), { code: "PERMISSION_DENIED" });
  for (const token of ["a b", "", 5 as unknown as string, jwt({ exp: 1 })]) {
    await assert.rejects(tokenOf(setUp(() => token).credentials), { code: "UNAUTHENTICATED" });
  }
});

test("an option that does not exist, or is not a number, throws", () => {
  const fetchToken = async () => "good";
  const code = "CALL_CREDENTIALS_INVALID";
  assert.throws(() => refreshedTokenCredentials({ fetchToken, refreshBefore: 5 } as never), {
    code,
    message: "unknown option refreshBefore; did you mean refreshBeforeMs?",
  });
  assert.throws(() => refreshedTokenCredentials({ fetchToken, refreshBeforeMs: Number.NaN }), {
    code,
    message: "invalid option refreshBeforeMs: expected a number of at least 0, got NaN",
  });
});
