import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";

/** What a program of its own prints to the standard error while it makes a call. */
function logOf(topics: string): string[] {
  const program = `
    import { createChannel, createClient, createServer } from "tramline";
    import { EchoService } from ${JSON.stringify(new URL("./gen/e2e/echo.ts", import.meta.url).href)};
    const server = createServer();
    server.add(EchoService, { say: (request) => request });
    const { address } = await server.listen("127.0.0.1:0");
    const channel = createChannel(address);
    await createClient(EchoService, channel).say({ text: "a" });
    await channel.close();
    await server.close();
  `;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--conditions=tramline-source", "--input-type=module", "-e", program],
    {
      cwd: import.meta.dirname,
      env: { ...process.env, TRAMLINE_DEBUG: topics },
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  assert.equal(status, 0, stderr);
  return stderr
    .trim()
    .split("\n")
    .map((line) =>
      line.replaceAll(/127\.0\.0\.1:\d+/g, "HOST").replace(/after [\d.]+ ms/, "later"),
    );
}

it("TRAMLINE_DEBUG=call prints a line for each call on either side", () => {
  const messages = "sent 1 message of 3 bytes, received 1 message of 3 bytes";
  assert.deepEqual(logOf("call"), [
    `tramline server: /e2e.EchoService/Say from HOST: OK later; ${messages}`,
    `tramline client: /e2e.EchoService/Say to HOST: OK later; ${messages}`,
  ]);
});

it("TRAMLINE_DEBUG=http2 prints each frame in words", () => {
  const lines = logOf("http2");
  const client = lines.filter((line) => line.startsWith("tramline client: "));
  const frames = client.map((line) => line.replace("tramline client: ", "").replace(/: .*/, ""));
  assert.deepEqual(
    frames.map((frame) => frame.split(" ")[0]),
    client.map((line) => (line.includes(": sent to HOST") ? "sent" : "received")),
  );
  const words = (line: string): string => line.split("HOST: ")[1] ?? "";
  const sent = client.filter((line) => line.includes("sent to HOST")).map(words);
  assert.equal(sent[0], "the client's preface");
  assert.match(sent[1] ?? "", /^SETTINGS: /);
  assert.ok(
    sent.some((line) => /^HEADERS on stream 1: \d+ bytes$/.test(line)),
    sent.join("\n"),
  );
  assert.ok(sent.includes("DATA on stream 1: 8 bytes, ends the stream"), sent.join("\n"));
  const received = client.filter((line) => line.includes("received from HOST")).map(words);
  assert.ok(received.includes("SETTINGS: acknowledges ours"), received.join("\n"));
  assert.ok(
    received.some((line) => /^HEADERS on stream 1: \d+ bytes, ends the stream$/.test(line)),
    received.join("\n"),
  );
  const server = lines.filter((line) => line.startsWith("tramline server: "));
  assert.ok(server.some((line) => line.includes("received from HOST: DATA on stream 1")));
});
