import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { combineCallCredentials, requestCallMetadata } from "./call-credentials.ts";
import { tlsSettings } from "./tls-options.ts";

const PATH = "/shop.v1.OrderService/GetOrder";

test("cleartext unless asked", () => {
  assert.equal(tlsSettings(undefined, "orders:50051"), undefined);
  assert.equal(tlsSettings(false, "orders:50051"), undefined);
});

test("the server's name comes from the authority; an IP literal is no SNI", () => {
  const names = (authority: string, serverName?: string) => {
    const settings = tlsSettings({ serverName }, authority);
    return [settings?.verifiedName, settings?.serverName];
  };
  assert.deepEqual(names("orders:50051"), ["orders", "orders"]);
  assert.deepEqual(names("orders"), ["orders", "orders"]);
  assert.deepEqual(names("[::1]:50051"), ["::1", undefined]);
  assert.deepEqual(names("127.0.0.1:1"), ["127.0.0.1", undefined]);
  assert.deepEqual(names("127.0.0.1:1", "orders.example"), ["orders.example", "orders.example"]);
});

test("safe by default", () => {
  const settings = tlsSettings(true, "orders");
  assert.equal(settings?.rejectUnauthorized, true);
  assert.equal(settings?.minVersion, "TLSv1.2");
});

test("credentials learn what they are for, and give metadata", async () => {
  const metadata = await requestCallMetadata(
    ({ serviceUrl, method }) => ({ authorization: `${serviceUrl} ${method}` }),
    true,
    "orders.example:443",
    PATH,
  );
  assert.equal(
    metadata.get("authorization"),
    "https://orders.example/shop.v1.OrderService GetOrder",
  );
});

test("no token goes out in clear", async () => {
  const credentials = () => assert.fail("not even asked");
  await assert.rejects(requestCallMetadata(credentials, false, "orders", PATH), {
    code: "UNAUTHENTICATED",
    rawMessage: /TLS/,
  });
});

test("what credentials throw", async () => {
  const failing = (thrown: unknown) =>
    requestCallMetadata(
      () => {
        throw thrown;
      },
      true,
      "orders",
      PATH,
    );
  await assert.rejects(failing(new Error("no key")), {
    code: "UNAUTHENTICATED",
    rawMessage: /no key/,
  });
  await assert.rejects(failing(new StatusError("UNAVAILABLE", "later")), { code: "UNAVAILABLE" });
  await assert.rejects(failing(new StatusError("NOT_FOUND", "where")), { code: "INTERNAL" });
});

test("several credentials as one", async () => {
  const both = combineCallCredentials(
    () => ({ authorization: "a" }),
    async () => ({ authorization: "b", "x-user": "u" }),
  );
  const metadata = await requestCallMetadata(both, true, "orders", PATH);
  assert.deepEqual(metadata.getAll("authorization"), ["a", "b"]);
  assert.equal(metadata.get("x-user"), "u");
});
