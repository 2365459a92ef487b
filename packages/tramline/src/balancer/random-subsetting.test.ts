import assert from "node:assert/strict";
import { test } from "node:test";
import { createBalancerRegistry } from "./balancer.ts";
import { defaultBalancers } from "./default-balancers.ts";
import { randomSubsetting, subsetOf } from "./random-subsetting.ts";
import { backends, FakeHost } from "./testdata/fake-host.ts";
import { seeded } from "./testdata/random.ts";
import { xxh64 } from "./xxh64.ts";

const parse = (json: unknown): unknown =>
  randomSubsetting.parseConfig(json, createBalancerRegistry(defaultBalancers));
const ALL = backends(...Array.from({ length: 20 }, (_, i) => i + 1));

test("XXH64 has the values of its specification", () => {
  // The data of xxHash's own sanity checks: bytes of a generator, and the values that it prints.
  const prime = 2_654_435_761n;
  const bytes = new Uint8Array(222);
  let state = prime;
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number(state >> 56n);
    state = (state * 11_400_714_785_074_694_797n) & 0xffff_ffff_ffff_ffffn;
  }
  const cases: [number, bigint, bigint][] = [
    [0, 0n, 0xef46_db37_51d8_e999n],
    [0, prime, 0xac75_fda2_929b_17efn],
    [1, 0n, 0xe934_a84a_db05_2768n],
    [1, prime, 0x5014_607643_a9b4c3n],
    [4, 0n, 0x9136_a0dc_a57457een],
    [14, 0n, 0x8282_dcc4_994e_35c8n],
    [14, prime, 0xc3bd_6bf6_3deb_6df0n],
    [222, 0n, 0xb641_ae8c_b691_c174n],
    [222, prime, 0x20cb_8ab7_ae10_c14an],
  ];
  for (const [length, seed, hash] of cases) {
    assert.equal(xxh64(bytes.subarray(0, length), seed), hash, `${length} bytes, seed ${seed}`);
  }
  const text = (value: string): bigint => xxh64(new TextEncoder().encode(value), 0n);
  assert.equal(text("a"), 0xd24e_c4f1_a98c_6e5bn);
  assert.equal(text("abc"), 0x44bc_2cf5_ad77_0999n);
});

test("a subset is part of the addresses, the same for a seed whatever their order", () => {
  const subset = subsetOf(ALL, 5, 7n);
  assert.equal(subset.length, 5);
  assert.ok(subset.every((address) => ALL.includes(address)));
  assert.deepEqual(subsetOf([...ALL].reverse(), 5, 7n), subset);
  assert.notDeepEqual(subsetOf(ALL, 5, 8n), subset);
  assert.deepEqual(subsetOf(ALL, 20, 7n), ALL);
  assert.deepEqual(subsetOf(backends(1, 2, 1), 2, 7n), backends(1, 2));
});

test("an address that comes or goes changes one of the subset at most", () => {
  for (let seed = 0n; seed < 50n; seed++) {
    const before = subsetOf(ALL, 5, seed);
    for (const gone of ALL) {
      const after = subsetOf(
        ALL.filter((address) => address !== gone),
        5,
        seed,
      );
      const kept = before.filter((address) => after.includes(address)).length;
      assert.equal(kept, before.includes(gone) ? 4 : 5);
    }
  }
});

test("clients spread evenly over the addresses", () => {
  const random = seeded(9);
  const uses = new Map<string, number>();
  const clients = 2_000;
  for (let i = 0; i < clients; i++) {
    const seed = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(i);
    for (const address of subsetOf(ALL, 5, seed)) {
      const host = address.kind === "tcp" ? address.host : "";
      uses.set(host, (uses.get(host) ?? 0) + 1);
    }
  }
  assert.equal(uses.size, ALL.length);
  // Each is a sum of 2,000 draws with a chance of a quarter: a deviation of 19; five of them.
  for (const count of uses.values()) assert.ok(Math.abs(count - 500) < 97, String(count));
});

test("the policy below sees the subset, and its own configuration", async () => {
  const host = new FakeHost();
  Object.defineProperty(host, "random", { value: seeded(1) });
  const balancer = randomSubsetting.create(host);
  const config = parse({ subsetSize: 2, childPolicy: [{ round_robin: {} }] });
  balancer.update(backends(1, 2, 3, 4, 5, 6), config);
  const used = [...host.connector.asked];
  assert.equal(used.length, 2);
  for (const address of used) await host.connector.last(address).succeed();
  assert.equal(new Set([host.pick(), host.pick()]).size, 2);
  balancer.update(backends(6, 5, 4, 3, 2, 1), config);
  assert.deepEqual(host.connector.asked, used, "no further connection is made");
  balancer.update(
    backends(1, 2, 3, 4, 5, 6),
    parse({ subsetSize: 1, childPolicy: [{ pick_first: {} }] }),
  );
  assert.equal(host.live, 1);
  assert.ok(used.includes(host.connector.last().address), "the first of the former subset");
  balancer.close();
  assert.equal(host.live, 0);
  assert.equal(host.clock.pending, 0);
});

test("the configuration", () => {
  const wrong = (json: unknown, message: RegExp): void => assert.throws(() => parse(json), message);
  const childPolicy = [{ round_robin: {} }];
  wrong(
    { childPolicy },
    /^TypeError: invalid subsetSize: expected an integer from 1 to 4294967295, got undefined$/,
  );
  wrong({ subsetSize: 0, childPolicy }, /invalid subsetSize: .*, got 0$/);
  wrong(
    { subsetSize: 3 },
    /^TypeError: invalid childPolicy: expected an array of policies, got undefined$/,
  );
  wrong(
    { subsetSize: 3, childPolicy: [{ unheard_of: {} }] },
    /unknown load balancing policy: expected one of pick_first, .*, got "unheard_of"/,
  );
  wrong(
    { subsetSize: 3, childPolicy: [{ least_request_experimental: { choiceCount: 1 } }] },
    /invalid childPolicy\[0\].*invalid choiceCount: expected an integer from 2 to 4294967295, got 1$/,
  );
});
