import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Server } from "tramline";
import { testFile, tram } from "../testdata/fake-terminal.ts";
import { startShop } from "../testdata/shop-server.ts";

const getOrder = "shop.v1.OrderService/GetOrder";

describe("tram call", () => {
  let server: Server;
  let target = "";
  before(async () => {
    ({ server, target } = await startShop());
  });
  after(async () => {
    // Nothing that a command opened is left.
    const open = server.openCalls;
    await server.close({ graceMs: 0 });
    assert.equal(open, 0);
  });

  test("unary: JSON in and out, by reflection", async () => {
    const { status, stdout, stderr } = await tram(["call", target, getOrder, "-d", '{"id": "7"}']);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout), {
      id: "7",
      status: "STATUS_OPEN",
      lines: [{ product: "tea", count: 2 }],
      discounts: { regular: { currency: "EUR", units: "9007199254740993" } },
      card: "4711",
      created: "2025-06-15T15:06:40Z",
      customer: "12",
    });
    assert.match(stdout, /^\{\n {2}"id": "7",\n/);
  });

  test("by .proto files, of a server without reflection", async () => {
    const shop = await startShop({ reflection: false });
    const bare = await tram(["call", shop.target, getOrder]);
    assert.equal(bare.status, 1);
    assert.match(bare.stderr, /does not offer reflection.*\n.*--proto FILE/);
    const proto = ["--proto", "proto"];
    assert.equal((await tram(["call", shop.target, getOrder, ...proto])).status, 0);
    const file = ["-I", "proto", "--proto", "proto/shop/v1/orders.proto"];
    assert.equal((await tram(["call", shop.target, getOrder, ...file])).status, 0);
    assert.equal((await tram(["call", shop.target, getOrder, "-I", "proto"])).status, 0);
    assert.equal((await tram(["call", shop.target, getOrder, "-I", "nowhere"])).status, 1);
    await shop.server.close();
  });

  test("a method may be named in several ways", async () => {
    for (const name of [
      "/shop.v1.OrderService/WatchOrder",
      "shop.v1.OrderService.WatchOrder",
      "OrderService/WatchOrder",
      "OrderService.WatchOrder",
      "WatchOrder",
    ]) {
      assert.equal((await tram(["call", target, name])).status, 0, name);
    }
    const cases: readonly (readonly [string, RegExp])[] = [
      ["GetOrder", /More than one service.*\n.*shop\.v1\.AuditService\/GetOrder or shop/],
      ["WatchOrdr", /no method WatchOrdr.*\n.*Did you mean shop\.v1\.OrderService\/WatchOrder\?/],
      ["OrderService/Watch", /has no method Watch\.\n.*It has GetOrder, WatchOrder/],
      ["shop.v1.OrderServise/GetOrder", /no service.*\n.*Did you mean shop\.v1\.OrderService\?/],
      ["Zzz", /no method Zzz/],
    ];
    for (const [name, message] of cases) {
      const { status, stderr } = await tram(["call", target, name]);
      assert.equal(status, 2, name);
      assert.match(stderr, message);
    }
  });

  test("server streaming: responses one after another, --compact on one line each", async () => {
    const { status, stdout } = await tram([
      "call",
      target,
      "WatchOrder",
      "-d",
      '{"id":"7"}',
      "--compact",
    ]);
    assert.equal(status, 0);
    assert.equal(
      stdout,
      '{"id":"7","status":"STATUS_OPEN"}\n{"id":"7","status":"STATUS_PAID"}\n{"id":"7","status":7}\n',
    );
  });

  test("what came before an error is printed", async () => {
    const { status, stdout, stderr } = await tram([
      ...["call", target, "WatchOrder", "-d", '{"id":"broken"}', "--compact"],
    ]);
    assert.equal(status, 64 + 15);
    assert.equal(stdout.split("\n").length, 4);
    assert.equal(stderr, "error: DATA_LOSS: the log is torn\n");
  });

  test("client streaming: requests of stdin, -d or a file", async () => {
    const orders = '{"id":"a"}{"id":"b"}\n{"id":"c"}';
    const file = path.join(tmpdir(), `tram-orders-${process.pid}.json`);
    writeFileSync(file, orders);
    for (const [args, stdin] of [
      [[], [orders]],
      [["-d", "@-"], orders.split("")],
      [["-d", orders], []],
      [["-d", `@${file}`], []],
    ] as const) {
      const { status, stdout } = await tram(["call", target, "UploadOrders", ...args], { stdin });
      assert.equal(status, 0);
      assert.deepEqual(JSON.parse(stdout), { count: 3, ids: ["a", "b", "c"] });
    }
    rmSync(file);
    assert.equal(await tram(["call", target, "UploadOrders"]).then(({ stdout }) => stdout), "{}\n");
  });

  test("bidirectional: each answer comes before the next request is typed", async () => {
    const answers: string[] = [];
    let answered = (): void => {};
    async function* typed() {
      for (const price of [1, 5, 9]) {
        const answer = new Promise<void>((resolve) => {
          answered = resolve;
        });
        yield `{"price":${price}}\n`;
        await answer;
      }
    }
    const { status, stdout } = await tram(["call", target, "Negotiate", "--compact"], {
      stdin: typed(),
      onStdout(text) {
        answers.push(text);
        answered();
      },
    });
    assert.equal(status, 0);
    assert.equal(stdout, '{"price":"2"}\n{"price":"6"}\n{"price":"10"}\n');
    assert.equal(answers.length, 3);
  });

  test("a server that has heard enough ends the call, though stdin is open", async () => {
    async function* open(last: string) {
      yield last;
      await new Promise(() => {});
    }
    const upload = await tram(["call", target, "UploadOrders", "--compact"], {
      stdin: open('{"id":"a"}{"id":"stop"}'),
    });
    assert.deepEqual(upload, { status: 0, stdout: '{"count":1,"ids":["a"]}\n', stderr: "" });
    const chat = await tram(["call", target, "Negotiate", "--compact"], {
      stdin: open('{"price":1}{"price":-1}'),
    });
    assert.deepEqual(chat, { status: 0, stdout: '{"price":"2"}\n', stderr: "" });
  });

  test("integers beyond 2^53 arrive whole", async () => {
    const { stdout } = await tram([
      "call",
      target,
      "Negotiate",
      "-d",
      '{"price":9007199254740993}',
    ]);
    assert.deepEqual(JSON.parse(stdout), { price: "9007199254740994" });
  });

  test("data that is not JSON, or does not fit the message, is a usage error that shows the place", async () => {
    for (const [data, message] of [
      [
        '{"id": x}',
        /^error: -d, line 1, column 8: this is not JSON: x is not a JSON value\.\n.*\n +\^\n/,
      ],
      [
        '{"idd": "7"}',
        /-d, value at line 1: this is not a shop\.v1\.GetOrderRequest: idd: .*it has id/,
      ],
      ['{"id": 7}', /id: /],
      ['[{"id": "7"}]', /an array.*\n.*one after another/],
      ['{"id":"1"} {"id":"2"}', /several values/],
      ["@/no/such/file", /there is no such file/],
    ] as const) {
      const { status, stdout, stderr } = await tram(["call", target, getOrder, "-d", data]);
      assert.equal(status, data.startsWith("@") ? 1 : 2, data);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    }
    const streamed = await tram(["call", target, "Negotiate"], {
      stdin: ['{"price":1}\n{"price":]'],
    });
    assert.equal(streamed.status, 2);
    assert.match(streamed.stderr, /stdin, line 2, column 10/);
  });

  test("a rich error: code, message, details as JSON, exit status 64 + code", async () => {
    const { status, stdout, stderr } = await tram([
      "call",
      target,
      getOrder,
      "-d",
      '{"id":"missing"}',
    ]);
    assert.equal(status, 64 + 5);
    assert.equal(stdout, "");
    // What could steer the terminal is shown, not done.
    assert.match(stderr, /^error: NOT_FOUND: no order missing \\u001b\[31m\n/);
    assert.match(stderr, / {2}google\.rpc\.BadRequest \{\n {4}"fieldViolations": \[/);
    assert.match(stderr, /"description": "no such order"/);
    assert.match(stderr, / {2}google\.rpc\.RetryInfo \{\n {4}"retryDelay": "2s"\n {2}\}/);
    assert.match(stderr, / {2}some\.Unknown \{\n.*\n {4}"@value": "CAE="/);
  });

  test("an Any of a type that only the server knows is shown", async () => {
    const { status, stdout } = await tram(["call", target, getOrder, "-d", '{"id":"any"}']);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout), {
      id: "any",
      extra: { "@type": "type.googleapis.com/shop.v1.AuditNote", text: "hi" },
    });
    const files = ["--proto", "proto/shop/v1/orders.proto"];
    const unknown = await tram(["call", target, getOrder, "-d", '{"id":"any"}', ...files]);
    assert.deepEqual(JSON.parse(unknown.stdout), {
      id: "any",
      extra: { "@type": "type.googleapis.com/shop.v1.AuditNote", "@value": "CgJoaQ==" },
    });
  });

  test("--timeout is a deadline", async () => {
    const { status, stderr } = await tram([
      ...["call", target, getOrder, "-d", '{"id":"slow"}', "--timeout", "150ms"],
    ]);
    assert.equal(status, 64 + 4);
    assert.match(stderr, /^error: DEADLINE_EXCEEDED/);
  });

  test("Ctrl-C cancels the call", async () => {
    const stop = new AbortController();
    const running = tram(["call", target, getOrder, "-d", '{"id":"slow"}'], {
      signal: stop.signal,
    });
    while (server.openCalls < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    const { status } = await running;
    assert.equal(status, 130);
    while (server.openCalls > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test("-H and -v: metadata both ways, trailers and times on stderr", async () => {
    const headers = ["-H", "x-name: value", "-H", "x-data-bin: AQI="];
    const { status, stderr } = await tram(["call", target, getOrder, ...headers, "-v"]);
    assert.equal(status, 0);
    assert.match(stderr, /^→ shop\.v1\.OrderService\/GetOrder unary, at 127\.0\.0\.1:\d+\n/);
    assert.match(stderr, / {4}x-name: value\n/);
    assert.match(stderr, /← headers [\d.]+ ms\n {4}x-name: value\n {4}x-data-bin: AQI\n/);
    assert.match(stderr, /← trailers [\d.]+ ms\n {4}x-cost: 3\n/);
    assert.match(stderr, /← OK [\d.]+ ms\n$/);
    const wrong = await tram(["call", target, getOrder, "-H", "grpc-timeout: 1S"]);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /pass timeoutMs|reserved|cannot be set/);
  });

  test("--max-receive-bytes, --emit-defaults, --compression", async () => {
    const large = ["call", target, getOrder, "-d", '{"id":"large"}'];
    assert.equal((await tram(large)).status, 0);
    const refused = await tram([...large, "--max-receive-bytes", "4KiB"]);
    assert.equal(refused.status, 64 + 8);
    assert.match(refused.stderr, /100011 bytes.*\n.*--max-receive-bytes/);
    const defaults = await tram(["call", target, "UploadOrders", "--emit-defaults"]);
    assert.deepEqual(JSON.parse(defaults.stdout), { count: 0, ids: [] });
    assert.equal((await tram([...large, "--compression", "gzip"])).status, 0);
    assert.notEqual((await tram([...large, "--compression", "middle-out"])).status, 0);
  });

  test("colors on a terminal", async () => {
    const { stdout } = await tram(["call", target, "UploadOrders", "-d", "{}"], {
      isTerminal: true,
    });
    assert.match(stdout, /\u001b\[36m"ids"\u001b\[39m: \[/);
    assert.deepEqual(JSON.parse(stdout.replace(/\u001b\[\d+m/g, "")), { count: 1, ids: [""] });
  });

  test("a server that cannot be reached", async () => {
    const closed = await closedPort();
    const refused = await tram(["call", `127.0.0.1:${closed}`, getOrder]);
    assert.equal(refused.status, 64 + 14);
    assert.match(refused.stderr, /UNAVAILABLE: .*ECONNREFUSED\n.*Nothing listens there/);
    const scheme = await tram(["call", "foo://x", getOrder]);
    assert.equal(scheme.status, 2);
    assert.match(scheme.stderr, /foo/);
  });

  test("--wait-for-ready waits for a server that comes later", async () => {
    const port = await closedPort();
    const running = tram([
      ...["call", `127.0.0.1:${port}`, getOrder, "--wait-for-ready", "--timeout", "10s"],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const shop = await startShop({ address: `127.0.0.1:${port}` });
    assert.equal((await running).status, 0);
    await shop.server.close();
  });

  test("flags that make no sense", async () => {
    for (const flags of [
      ["--timeout", "3"],
      ["-H", "x"],
      ["--cert", "x.pem"],
      ["--max-receive-bytes", "no"],
    ]) {
      assert.equal((await tram(["call", target, getOrder, ...flags])).status, 2, flags.join(" "));
    }
    assert.equal((await tram(["call", target, getOrder, "--ca", "/no/such"])).status, 1);
  });
});

describe("tram call over TLS and Unix sockets", () => {
  const pem = {
    cert: readFileSync(testFile("localhost.pem")),
    key: readFileSync(testFile("localhost.key")),
  };
  let server: Server;
  let target = "";
  before(async () => {
    ({ server, target } = await startShop({
      tls: { ...pem, ca: pem.cert, clientCertificate: "request" },
    }));
  });
  after(() => server.close({ graceMs: 0 }));

  test("certificates are checked", async () => {
    assert.equal((await tram(["call", target, getOrder, "--ca", "localhost.pem"])).status, 0);
    const port = target.slice(target.lastIndexOf(":") + 1);
    const url = `https://localhost:${port}`;
    assert.equal((await tram(["call", url, getOrder, "--ca", "localhost.pem"])).status, 0);
    assert.equal((await tram(["call", target, getOrder, "--insecure-skip-verify"])).status, 0);
    const mutual = ["--ca", "localhost.pem", "--cert", "localhost.pem", "--key", "localhost.key"];
    assert.equal((await tram(["call", target, getOrder, ...mutual])).status, 0);
    const untrusted = await tram(["call", target, getOrder, "--tls"]);
    assert.equal(untrusted.status, 64 + 14);
    assert.match(untrusted.stderr, /not trusted: pass --ca/);
    const name = ["--ca", "localhost.pem", "--server-name", "example.com"];
    assert.equal((await tram(["call", target, getOrder, ...name])).status, 64 + 14);
  });

  test("one side with TLS and the other without is told", async () => {
    const { status, stderr } = await tram(["call", target, getOrder]);
    assert.equal(status, 64 + 14);
    assert.match(stderr, /add --tls/);
    const shop = await startShop();
    const wrong = await tram(["call", shop.target, getOrder, "--tls"]);
    assert.equal(wrong.status, 64 + 14);
    assert.match(wrong.stderr, /leave out --tls/);
    await shop.server.close();
  });

  test("unix:", { skip: process.platform === "win32" }, async () => {
    const socket = path.join(tmpdir(), `tram-${process.pid}.sock`);
    const shop = await startShop({ address: `unix:${socket}` });
    assert.equal((await tram(["call", `unix:${socket}`, getOrder])).status, 0);
    await shop.server.close();
  });
});

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
