import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tram } from "../testdata/fake-terminal.ts";
import { startShop } from "../testdata/shop-server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const PATH = "/shop.v1.OrderService/GetOrder";

/** Starts `tram proxy` and waits until it serves. */
async function startProxy(args: readonly string[]) {
  const stop = new AbortController();
  let hangUp: () => void = () => {};
  let stdout = "";
  let stderr = "";
  let found: (address: string) => void = () => {};
  const serving = new Promise<string>((resolve) => {
    found = resolve;
  });
  const ended = tram(["proxy", ...args, "--listen", "127.0.0.1:0"], {
    signal: stop.signal,
    onHangup: (listener) => {
      hangUp = listener;
    },
    onStdout: (text) => {
      stdout += text;
    },
    onStderr: (text) => {
      stderr += text;
      const [, address] = /is served at https?:\/\/(\S+)/.exec(text) ?? [];
      if (address !== undefined) found(address);
    },
  });
  const early = ended.then(({ stderr: text }) => {
    throw new Error(`it ended: ${text}`);
  });
  const address = await Promise.race([serving, early]);
  early.catch(() => {});
  return {
    address,
    hangUp: () => hangUp(),
    /** Waits for a text on stderr. */
    async says(pattern: RegExp) {
      for (let i = 0; !pattern.test(stderr); i++) {
        if (i === 1000) throw new Error(`${String(pattern)} was not said: ${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async end() {
      stop.abort();
      const { status } = await ended;
      return { status, stdout, stderr };
    },
  };
}

async function postJson(address: string, body: string, path = PATH) {
  const response = await fetch(`http://${address}${path}`, {
    method: "POST",
    headers: JSON_TYPE,
    body,
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe("tram proxy", () => {
  test("serves JSON by the server's reflection, logs it, and ends with 0", async () => {
    const { server, target } = await startShop();
    const proxy = await startProxy([target, "--access-log", "json", "--metrics", "127.0.0.1:0"]);
    const { status, json } = await postJson(proxy.address, '{"id":"7"}');
    assert.equal(status, 200);
    assert.equal(json["id"], "7");
    const missing = await postJson(proxy.address, '{"id":"missing"}');
    assert.equal(missing.status, 404);
    const listed = await tram(["list", proxy.address]);
    assert.match(listed.stdout, /shop\.v1\.OrderService/);
    const { status: exit, stdout, stderr } = await proxy.end();
    assert.equal(exit, 0);
    assert.match(stderr, /^Contract: shop\.v1\.AuditService, shop\.v1\.OrderService$/m);
    assert.match(stderr, /^Metrics: http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    const [first, second] = stdout.split("\n").map((line) => line && JSON.parse(line));
    assert.deepEqual(
      [first.protocol, first.method, first.status, first.http_status, first.bytes_in],
      ["REST", PATH, "OK", 200, 10],
    );
    assert.deepEqual([second.status, second.http_status], ["NOT_FOUND", 404]);
    await server.close({ graceMs: 0 });
  });

  test("reads .proto files, and SIGHUP has it read them again", async () => {
    const { server, target } = await startShop({ reflection: false });
    const proxy = await startProxy([target, "--proto", "proto", "--no-rest"]);
    const { status } = await postJson(proxy.address, '{"id":"7"}');
    assert.equal(status, 200);
    proxy.hangUp();
    await proxy.says(/Contract: [^\n]*\n[^]*Contract: /);
    await proxy.end();
    await server.close({ graceMs: 0 });
  });

  test("passes only Protocol Buffers in front of a server without reflection, and says so", async () => {
    const { server, target } = await startShop({ reflection: false });
    const proxy = await startProxy([target]);
    const { status, json } = await postJson(proxy.address, "{}");
    assert.equal(status, 404);
    assert.match(String(json["message"]), /does not know the contract/);
    const { stderr } = await proxy.end();
    assert.match(stderr, /warning: the contract was not read: .* does not offer reflection/);
    await server.close({ graceMs: 0 });
  });

  test("prints an error that ends it once", async () => {
    const { status, stderr } = await tram([
      ...["proxy", "127.0.0.1:1", "--listen", "127.0.0.1:0"],
      ...["--proto", "proto/no-such-file.proto"],
    ]);
    assert.notEqual(status, 0);
    assert.equal(stderr.match(/no-such-file/g)?.length, 1, stderr);
    assert.doesNotMatch(stderr, /warning: the contract was not read/);
  });

  for (const [args, message] of [
    [["--watch"], /--watch is for \.proto files/],
    [["--no-rest", "--openapi"], /--openapi and --no-rest/],
    [["--binary-only", "--proto", "proto"], /--binary-only and --proto/],
    [["--listen-cert", "localhost.pem"], /--listen-cert and --listen-key go together/],
    [["--metrics", "nowhere"], /invalid --metrics: expected HOST:PORT or a \/path, got nowhere/],
    [["--health-path", "x"], /invalid --health-path: expected a path of letters/],
    [["--metrics", "/a b"], /invalid --metrics: expected a path of letters/],
    [["--metrics", "/healthz"], /--metrics and --health-path are both \/healthz/],
    [["--reload-every", "1000h"], /invalid --reload-every: expected at most 596h, got 1000h/],
    [["--proto", "no-such-folder"], /no-such-folder/],
    [
      ["--upstream-compression", "br"],
      /invalid --upstream-compression: expected one of identity, gzip, deflate, got br/,
    ],
    [
      ["--compression", "snappy"],
      /invalid --compression: expected one of identity, gzip, .*, got snappy/,
    ],
    [["--trusted-hops", "-1"], /invalid --trusted-hops: expected a number of proxies, got -1/],
    [["--listen-cert", "no.pem", "--listen-key", "no.pem"], /--listen-cert no\.pem cannot be read/],
  ] as const) {
    test(`rejects ${args.join(" ")}`, async () => {
      const { status, stderr } = await tram([
        "proxy",
        "127.0.0.1:1",
        ...args,
        "--listen",
        "127.0.0.1:0",
      ]);
      assert.ok(status === 2 || status === 1, `${status}`);
      assert.match(stderr, message);
    });
  }
});
