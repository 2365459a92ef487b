import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";

/** What a program of its own prints, as JSON. Uncaught exceptions would fail a test in this process. */
async function run(body: string): Promise<unknown> {
  const program = `
    import { createChannel, createClient, createServer } from "tramline";
    import { EchoService } from ${JSON.stringify(new URL("./gen/e2e/echo.ts", import.meta.url).href)};
    const uncaught = [];
    process.on("uncaughtException", (error) => uncaught.push(error.message));
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    ${body}
  `;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=tramline-source", "--input-type=module", "-e", program],
    { stdio: ["ignore", "pipe", "inherit"], cwd: import.meta.dirname, timeout: 60_000 },
  );
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  const [code] = (await once(child, "close")) as [number];
  assert.equal(code, 0, text);
  return JSON.parse(text);
}

describe("a listener that throws is an uncaught exception, as one of Node's, and breaks nothing", () => {
  it("of a channel's state: the channel goes on, and the other listeners hear", async () => {
    assert.deepEqual(
      await run(`
        const server = createServer();
        server.add(EchoService, { say: (request) => request });
        const { address } = await server.listen("127.0.0.1:0");
        const channel = createChannel(address);
        const seen = [];
        channel.onStateChange((state) => { throw new Error("first " + state); });
        channel.onStateChange((state) => { seen.push(state); });
        channel.onStateChange((state) => { throw new Error("last " + state); });
        const { text } = await createClient(EchoService, channel).say({ text: "a" });
        const { state } = channel;
        await channel.close();
        await server.close();
        console.log(JSON.stringify({ text, state, seen, uncaught }));
      `),
      {
        text: "a",
        state: "READY",
        seen: ["CONNECTING", "READY", "SHUTDOWN"],
        uncaught: ["CONNECTING", "READY", "SHUTDOWN"].flatMap((state) => [
          `first ${state}`,
          `last ${state}`,
        ]),
      },
    );
  });

  it("of context.signal: the call has its end, and the server and the connection go on", async () => {
    assert.deepEqual(
      await run(`
        const ended = [];
        let heard = () => {};
        const called = new Promise((resolve) => { heard = resolve; });
        const server = createServer();
        server.add(EchoService, {
          say: (request, { signal }) => request.text === "b" ? request : new Promise((resolve) => {
            signal.addEventListener("abort", () => { throw new Error("abort listener"); });
            signal.addEventListener("abort", () => { ended.push(signal.reason.code); resolve({}); });
            heard();
          }),
        });
        const { address } = await server.listen("127.0.0.1:0");
        const channel = createChannel(address);
        const client = createClient(EchoService, channel);
        const controller = new AbortController();
        const cancelled = client.say({}, { signal: controller.signal }).catch((error) => error.code);
        // Not by a deadline, which a busy machine may pass before the server has heard of the call.
        await called;
        controller.abort();
        const code = await cancelled;
        while (ended.length === 0 || uncaught.length === 0) await turn();
        const { text } = await client.say({ text: "b" });
        const { connections } = channel;
        const { openCalls } = server;
        await channel.close();
        await server.close();
        console.log(JSON.stringify({ code, text, ended: ended.length, connections, openCalls, uncaught }));
      `),
      {
        code: "CANCELLED",
        text: "b",
        ended: 1,
        connections: 1,
        openCalls: 0,
        uncaught: ["abort listener"],
      },
    );
  });

  it("of calls, on either side: the call has its end, and what it carries", async () => {
    assert.deepEqual(
      await run(`
        const fail = (name) => () => { throw new Error(name); };
        const server = createServer({ observers: [{ observeServerMethod: () => ({ onCallStart: () => ({
          run: fail("run"), onMessageReceived: fail("in"), onMessageSent: fail("out"), onCallEnd: fail("end"),
        }) }) }] });
        server.add(EchoService, { say: (request) => request });
        const { address } = await server.listen("127.0.0.1:0");
        const attempt = { onHeadersSent: fail("a"), onMessageSent: fail("b"), onHeadersReceived: fail("c"),
          onMessageReceived: fail("d"), onAttemptEnd: fail("e") };
        const channel = createChannel(address, { observers: [{ observeClientMethod: () => ({ onCallStart: () => ({
          onAttemptStart: () => attempt, onCallEnd: fail("f"),
        }) }) }, { observeClientMethod: () => ({ onCallStart: fail("start") }) }] });
        const { text } = await createClient(EchoService, channel).say({ text: "a" });
        await channel.close();
        await server.close();
        await turn();
        uncaught.sort();
        console.log(JSON.stringify({ text, uncaught }));
      `),
      {
        text: "a",
        uncaught: ["a", "b", "c", "d", "e", "end", "f", "in", "out", "run", "start"],
      },
    );
  });
});
