import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import type { Address } from "../subchannel/address.ts";
import { backoffSettings } from "../subchannel/backoff.ts";
import { FakeClock } from "../subchannel/testdata/fake-clock.ts";
import { defaultResolvers } from "./default-resolvers.ts";
import { createResolverRegistry, type PreparedTarget } from "./resolver.ts";
import { parseTarget } from "./target.ts";

const resolvers = createResolverRegistry(defaultResolvers);

function prepare(text: string): PreparedTarget {
  const target = parseTarget(text, resolvers);
  const factory = resolvers.get(target.scheme);
  assert.ok(factory);
  return factory.prepare(target);
}

/** The addresses of a target that needs no lookup. */
function addresses(text: string): readonly Address[] {
  let found: readonly Address[] = [];
  const resolver = prepare(text).createResolver(
    {
      onResolved: (resolution) => {
        found = resolution.addresses;
        return undefined;
      },
      onResolveFailed: assert.fail,
    },
    { clock: new FakeClock(), random: Math.random, backoff: backoffSettings(undefined) },
  );
  resolver.start();
  resolver.requestResolution();
  resolver.close();
  return found;
}

function tcp(host: string, port: number): Address {
  return { kind: "tcp", host, port };
}

test("targets are taken apart", () => {
  const parts = (text: string) => {
    const { scheme, authority, path } = parseTarget(text, resolvers);
    return [scheme, authority, path];
  };
  assert.deepEqual(parts("dns:///orders:50051"), ["dns", "", "/orders:50051"]);
  assert.deepEqual(parts("dns://10.0.0.53/orders"), ["dns", "10.0.0.53", "/orders"]);
  assert.deepEqual(parts("dns:orders:50051"), ["dns", "", "orders:50051"]);
  assert.deepEqual(parts("DNS:///orders"), ["dns", "", "/orders"]);
  assert.deepEqual(parts("orders:50051"), ["dns", "", "orders:50051"]);
  assert.deepEqual(parts("orders"), ["dns", "", "orders"]);
  assert.deepEqual(parts("[::1]:50051"), ["dns", "", "[::1]:50051"]);
  assert.deepEqual(parts("127.0.0.1:50051"), ["dns", "", "127.0.0.1:50051"]);
  assert.deepEqual(parts("unix:run/a.sock"), ["unix", "", "run/a.sock"]);
  assert.deepEqual(parts("unix:///run/a.sock"), ["unix", "", "/run/a.sock"]);
});

test("authorities of dns targets are what was written", () => {
  assert.equal(prepare("dns:///orders:50051").authority, "orders:50051");
  assert.equal(prepare("orders").authority, "orders");
  assert.equal(prepare("[::1]:50051").authority, "[::1]:50051");
  assert.equal(prepare("dns:///my_service.ns:80").authority, "my_service.ns:80");
  assert.equal(prepare("dns:///bücher.example").authority, "xn--bcher-kva.example");
});

test("IP literals need no resolving", () => {
  assert.deepEqual(addresses("127.0.0.1:50051"), [tcp("127.0.0.1", 50051)]);
  assert.deepEqual(addresses("dns:///[::1]:50051"), [tcp("::1", 50051)]);
  assert.deepEqual(addresses("dns:::1"), [tcp("::1", 443)]);
  assert.deepEqual(addresses("ipv4:10.0.0.1:1,10.0.0.2"), [
    tcp("10.0.0.1", 1),
    tcp("10.0.0.2", 443),
  ]);
  assert.deepEqual(addresses("ipv4:///10.0.0.1:1"), [tcp("10.0.0.1", 1)]);
  assert.deepEqual(addresses("ipv6:[::1]:1,[2001:db8::1]:2,::2"), [
    tcp("::1", 1),
    tcp("2001:db8::1", 2),
    tcp("::2", 443),
  ]);
  assert.equal(prepare("ipv6:[::1]:1,[::2]:2").authority, "[::1]:1");
});

test("sockets", () => {
  assert.deepEqual(addresses("unix:run/a.sock"), [{ kind: "unix", path: "run/a.sock" }]);
  assert.deepEqual(addresses("unix:/run/a.sock"), [{ kind: "unix", path: "/run/a.sock" }]);
  assert.deepEqual(addresses("unix:///run/a.sock"), [{ kind: "unix", path: "/run/a.sock" }]);
  assert.equal(prepare("unix:a").authority, "localhost");
  if (process.platform === "linux") {
    assert.deepEqual(addresses("unix-abstract:orders"), [{ kind: "unix", path: "\0orders" }]);
  }
});

test("mistakes are named", () => {
  const wrong = (text: string, code: ConfigurationErrorCode, message: RegExp) =>
    assert.throws(
      () => prepare(text),
      (error) =>
        error instanceof ConfigurationError && error.code === code && message.test(error.message),
      text,
    );
  wrong("http://orders:80", "TARGET_SCHEME_UNKNOWN", /"http".*dns:\/\/\/orders:80/);
  wrong("dns:///", "TARGET_HOST_INVALID", /expected a host name, got ""/);
  wrong("", "TARGET_HOST_INVALID", /expected a host name, got ""/);
  wrong("dns:///a b", "TARGET_HOST_INVALID", /expected a host name, got "a/);
  wrong("dns:///a/b", "TARGET_HOST_INVALID", /expected a host name, got "a/);
  wrong("orders:http", "TARGET_PORT_INVALID", /"http"/);
  wrong("orders:0", "TARGET_PORT_INVALID", /1 to 65535/);
  wrong("orders:65536", "TARGET_PORT_INVALID", /65536/);
  wrong("orders:", "TARGET_PORT_INVALID", /""/);
  wrong("[orders]:1", "TARGET_HOST_INVALID", /expected an IPv6/);
  wrong("2001:db8::zz:50051", "TARGET_PORT_INVALID", /\[::1\]:50051/);
  wrong(
    "dns://ns.example/orders",
    "TARGET_AUTHORITY_UNSUPPORTED",
    /expected the IP address of a name server/,
  );
  wrong("ipv4:orders:1", "TARGET_HOST_INVALID", /dns:\/\/\/orders:1/);
  wrong("ipv4:[::1]:1", "TARGET_HOST_INVALID", /expected an IPv4/);
  wrong("ipv6:127.0.0.1:1", "TARGET_HOST_INVALID", /expected an IPv6/);
  wrong("unix:", "TARGET_PATH_INVALID", /expected the name of a socket, got none/);
  wrong("unix://host/a", "TARGET_AUTHORITY_UNSUPPORTED", /unix:\/a/);
});
