/** Pages of other origins cannot use the page's API, even if they have learned its token. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { type Case, choose, sendOk } from "./case.ts";

/** Serves an empty page on another origin. */
async function strangePage(after: (run: () => unknown) => void): Promise<number> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><link rel="icon" href="data:,"><title>elsewhere</title>');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Tries all that a page can do to another origin, and returns what came of it. */
const ATTEMPTS = `async (origin, token, method) => {
  const call = JSON.stringify({ method, request: {}, metadata: [] });
  const outcome = async (run) => {
    try {
      const response = await run();
      return response.type === "opaque" ? "opaque" : "status " + response.status;
    } catch (error) {
      return error.name;
    }
  };
  const post = (init) => fetch(origin + "/api/call", { method: "POST", body: call, ...init });
  const headers = { authorization: "Bearer " + token };
  const framed = (source) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.onload = () => {
      let seen = "opaque";
      try { seen = frame.contentDocument === null ? "opaque" : frame.contentDocument.title; } catch {}
      resolve(seen);
    };
    frame.src = source;
    document.body.append(frame);
  });
  const script = (source) => new Promise((resolve) => {
    const element = document.createElement("script");
    element.onload = () => resolve("ran");
    element.onerror = () => resolve("blocked");
    element.src = source;
    document.body.append(element);
  });
  const form = () => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.name = "form";
    document.body.append(frame);
    const element = document.createElement("form");
    element.method = "post";
    element.enctype = "text/plain";
    element.target = "form";
    element.action = origin + "/api/call";
    const input = document.createElement("input");
    input.name = call.slice(0, -1) + ',"x":"';
    input.value = '"}';
    element.append(input);
    document.body.append(element);
    frame.onload = () => resolve("sent");
    element.submit();
  });
  return {
    read: await outcome(() => fetch(origin + "/api/contract", { headers })),
    call: await outcome(() => post({ headers })),
    simple: await outcome(() => post({ mode: "no-cors", headers: { "content-type": "text/plain" } })),
    credentials: await outcome(() => post({ mode: "no-cors", credentials: "include" })),
    script: await script(origin + "/api/contract"),
    asset: await script(origin + "/icon.svg"),
    frame: await framed(origin + "/"),
    form: await form(),
  };
}`;

/** Sends a request as it is, as a program on this machine can. Returns status line and body. */
async function rawRequest(port: number, lines: readonly string[], body = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  const head = [...lines, `content-length: ${body.length}`, "connection: close"].join("\r\n");
  socket.write(`${head}\r\n\r\n${body}`);
  let text = "";
  for await (const chunk of socket as AsyncIterable<string>) text += chunk;
  return text;
}

/** The cases. */
export const originCases: readonly Case[] = [
  {
    name: "other origins can neither read nor call, with the token and without",
    // What Chromium says of requests that it blocks, and of statuses.
    expected:
      /blocked by CORS|net::ERR_|status of 403|X-Frame-Options|frame-ancestors|Framing|Refused|MIME/i,
    async run({ open, pantry, explore, after }) {
      const { target, calls } = await pantry();
      const url = new URL(await explore(target));
      const token = url.hash.slice("#token=".length);
      // The page itself can call.
      const { page } = await open({ url: url.href });
      await choose(page, "Keep");
      await sendOk(page);
      assert.equal(calls.length, 1);
      const port = await strangePage(after);
      for (const host of ["127.0.0.1", "localhost"]) {
        await page.goto(`http://${host}:${port}/`);
        const args = [url.origin, token, "pantry.v1.Pantry/Keep"].map((one) => JSON.stringify(one));
        assert.deepEqual(await page.evaluate(`(${ATTEMPTS})(${args.join(", ")})`), {
          read: "TypeError",
          call: "TypeError",
          simple: "TypeError",
          credentials: "TypeError",
          script: "blocked",
          asset: "blocked",
          frame: "opaque",
          form: "sent",
        });
      }
      assert.equal(calls.length, 1, "a page of another origin has made a call");
    },
  },
  {
    name: "a name that leads to this machine (DNS rebinding) is not served",
    expected: /status of 403/,
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const url = new URL(await explore(target));
      const port = Number(url.port);
      const token = url.hash.slice("#token=".length);
      const call = '{"method":"pantry.v1.Pantry/Keep","request":{},"metadata":[]}';
      const lines = (host: string, origin?: string): string[] => [
        "POST /api/call HTTP/1.1",
        `host: ${host}`,
        `authorization: Bearer ${token}`,
        ...(origin === undefined ? [] : [`origin: ${origin}`]),
      ];
      for (const [host, origin] of [
        [`evil.example:${port}`, `http://evil.example:${port}`],
        [`127.0.0.1.evil.example:${port}`, undefined],
        ["127.0.0.1", undefined],
        [`127.0.0.1:${port + 1}`, undefined],
        [`127.0.0.1:${port}`, "null"],
        [`127.0.0.1:${port}`, `https://127.0.0.1:${port}`],
        [`127.0.0.1:${port}`, "http://evil.example"],
        [`127.0.0.1:${port}`, `http://localhost:${port}`],
      ] as const) {
        const text = await rawRequest(port, lines(host, origin), call);
        assert.match(text, /^HTTP\/1\.1 403 /, `${host} ${String(origin)}`);
      }
      // The files of the page have no secrets, and are not served to other names either.
      const index = await rawRequest(port, ["GET / HTTP/1.1", `host: evil.example:${port}`]);
      assert.match(index, /^HTTP\/1\.1 403 /);
      assert.equal(calls.length, 0);
      const good = await rawRequest(port, lines(url.host, url.origin), call);
      assert.match(good, /^HTTP\/1\.1 200 [^]*"code":"OK"/);
      assert.equal(calls.length, 1);
      // Without the token the page says what to do; the token is not left in the address.
      const { page } = await open({ url: url.origin });
      const alert = page.getByRole("alert");
      await alert.getByText("open the address that tram explore has printed").waitFor();
      await page.goto(url.href);
      await page.reload();
      await choose(page, "Keep");
      assert.ok(!page.url().includes(token));
    },
  },
];
