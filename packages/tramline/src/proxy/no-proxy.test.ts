import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, NoProxyList } from "./no-proxy.ts";

/** Which of the hosts, `host port`, the list exempts. */
function exempt(list: string, ...hosts: string[]): string[] {
  const noProxy = new NoProxyList(list);
  return hosts.filter((entry) => {
    const [host = "", port = "443"] = entry.split(" ");
    return noProxy.matches(host, Number(port));
  });
}

test("names exempt themselves and all below; with a dot or star in front only those below", () => {
  const hosts = [
    "example.com",
    "a.example.com",
    "a.b.example.com",
    "notexample.com",
    "example.org",
  ];
  assert.deepEqual(exempt("example.com", ...hosts), hosts.slice(0, 3));
  assert.deepEqual(exempt(".example.com", ...hosts), hosts.slice(1, 3));
  assert.deepEqual(exempt("*.example.com", ...hosts), hosts.slice(1, 3));
  assert.deepEqual(exempt("EXAMPLE.com.", "Example.COM.", "a.EXAMPLE.com"), [
    "Example.COM.",
    "a.EXAMPLE.com",
  ]);
});

test("ports narrow names and addresses", () => {
  assert.deepEqual(
    exempt(
      "example.com:8443, 10.0.0.1:50051 [2001:db8::1]:50051",
      "example.com 443",
      "a.example.com 8443",
      "10.0.0.1 443",
      "10.0.0.1 50051",
      "2001:db8:0::1 50051",
      "2001:db8::1 50052",
    ),
    ["a.example.com 8443", "10.0.0.1 50051", "2001:db8:0::1 50051"],
  );
});

test("addresses and CIDR ranges hold for address literals, not for names", () => {
  assert.deepEqual(
    exempt(
      "10.1.0.0/16,192.0.2.7,fd00::/8,[2001:db8::7]",
      "10.1.255.3",
      "10.2.0.1",
      "192.0.2.7",
      "192.0.2.8",
      "fd12::1",
      "fe00::1",
      "2001:db8:0:0::7",
      "fd12::1%eth0",
      "::ffff:10.1.2.3",
      "10.1.example.com",
    ),
    ["10.1.255.3", "192.0.2.7", "fd12::1", "2001:db8:0:0::7", "fd12::1%eth0", "::ffff:10.1.2.3"],
  );
});

test("a star exempts all; an empty or malformed entry nothing", () => {
  assert.deepEqual(exempt("a.example,*", "b.example", "10.0.0.1"), ["b.example", "10.0.0.1"]);
  assert.deepEqual(exempt(",, 10.0.0.0/99 /8 a:b:c . :80", "10.0.0.1", "b.example", "a"), []);
});

test("loopback", () => {
  for (const host of ["localhost", "a.localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"]) {
    assert.ok(isLoopback(host), host);
  }
  for (const host of ["localhost.example", "128.0.0.1", "::2", "10.0.0.1"]) {
    assert.equal(isLoopback(host), false, host);
  }
});
