// The states of a stream: RFC 9113 section 5.1.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, message, okTrailers, responseFields } from "../fields.ts";
import { connectionError, ends, headers, ignored, respond, streamError } from "../scene.ts";

const { END_HEADERS, END_STREAM } = Flag;
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const idle = section("RFC 9113 5.1");
const onIdle: readonly (readonly [string, number, number, Buffer])[] = [
  ["DATA", FrameType.DATA, 0, message()],
  ["HEADERS", FrameType.HEADERS, END_HEADERS, block(...responseFields)],
  ["RST_STREAM", FrameType.RST_STREAM, 0, word(8)],
  ["WINDOW_UPDATE", FrameType.WINDOW_UPDATE, 0, word(1)],
];
for (const [name, type, flags, payload] of onIdle) {
  idle(
    `${name} on a stream that the client has not opened yet is PROTOCOL_ERROR`,
    async (scene) => {
      const { peer, stream, outcome } = await scene.open();
      peer.frame(type, flags, stream + 100, payload);
      await connectionError(peer, outcome, "PROTOCOL_ERROR");
    },
  );
  idle(
    `${name} on a stream of the server, which cannot open any, is PROTOCOL_ERROR`,
    async (scene) => {
      const { peer, outcome } = await scene.open();
      peer.frame(type, flags, 2, payload);
      await connectionError(peer, outcome, "PROTOCOL_ERROR");
    },
  );
}

idle("PRIORITY on an idle stream is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.PRIORITY, 0, stream + 100, Buffer.of(0, 0, 0, 0, 16));
  await ignored(peer, stream, outcome);
});

idle("DATA after END_STREAM, our side closed, is STREAM_CLOSED", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  respond(peer, stream);
  await ends(outcome, "OK");
  peer.frame(FrameType.DATA, 0, stream, message());
  assert.equal(await peer.goaway(), "STREAM_CLOSED");
  await peer.closed();
});

idle("HEADERS after END_STREAM, our side closed, is STREAM_CLOSED", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  respond(peer, stream);
  await ends(outcome, "OK");
  headers(peer, stream, okTrailers, END_STREAM);
  assert.equal(await peer.goaway(), "STREAM_CLOSED");
  await peer.closed();
});

for (const [name, type, payload] of [
  ["WINDOW_UPDATE", FrameType.WINDOW_UPDATE, word(100)],
  ["RST_STREAM", FrameType.RST_STREAM, word(0)],
  ["PRIORITY", FrameType.PRIORITY, Buffer.of(0, 0, 0, 0, 16)],
] as const) {
  idle(`${name} on a stream that has ended is ignored`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    respond(peer, stream);
    await ends(outcome, "OK");
    peer.frame(type, 0, stream, payload);
    const second = scene.call();
    await ignored(peer, await peer.request(), second);
  });
}

for (const [name, type, flags, payload] of [
  ["DATA", FrameType.DATA, 0, message()],
  ["HEADERS", FrameType.HEADERS, END_HEADERS, block(...responseFields)],
  ["WINDOW_UPDATE", FrameType.WINDOW_UPDATE, 0, word(100)],
  ["RST_STREAM", FrameType.RST_STREAM, 0, word(8)],
] as const) {
  idle(`${name} under way to a stream that the client has reset is ignored`, async (scene) => {
    const abort = new AbortController();
    const { peer, stream, outcome } = await scene.open({ signal: abort.signal });
    abort.abort();
    assert.equal(await peer.reset(stream), "CANCEL");
    await ends(outcome, "CANCELLED");
    peer.frame(type, flags, stream, payload);
    const second = scene.call();
    await ignored(peer, await peer.request(), second);
  });
}

idle("DATA after the server's own RST_STREAM is STREAM_CLOSED", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(2));
  peer.frame(FrameType.DATA, 0, stream, message());
  await connectionError(peer, outcome, "STREAM_CLOSED");
});

idle("HEADERS after the server's own RST_STREAM is STREAM_CLOSED", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(2));
  headers(peer, stream, responseFields);
  await connectionError(peer, outcome, "STREAM_CLOSED");
});

idle(
  "DATA after END_STREAM while the client still sends ends the call, not the connection",
  async (scene) => {
    const call = scene.client.chat();
    const outcome = (async () => {
      for await (const _ of call) assert.fail("a message came");
    })().catch((error: unknown) => error);
    void call.send({ text: "one" }).catch(() => {});
    const peer = await scene.connected();
    const stream = await peer.request(false);
    headers(peer, stream, responseFields, END_STREAM);
    peer.frame(FrameType.DATA, 0, stream, message());
    await peer.alive("go on");
    assert.notEqual(await outcome, undefined);
  },
);

const limit = section("RFC 9113 5.1.2");

limit("SETTINGS_MAX_CONCURRENT_STREAMS 0 holds calls back until it is raised", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([3, 0]);
  const early = await peer.wait(({ type }) => type === FrameType.HEADERS, 200);
  assert.equal(early, undefined, "a request came although no stream is allowed");
  peer.sendSettings([3, 1]);
  respond(peer, await peer.request());
  await ends(outcome, "OK");
});

limit("the client keeps to SETTINGS_MAX_CONCURRENT_STREAMS on a connection", async (scene) => {
  const first = scene.call();
  const peer = await scene.connected([3, 1]);
  const stream = await peer.request();
  const second = scene.call();
  const early = await peer.wait(({ type }) => type === FrameType.HEADERS, 200);
  assert.equal(early, undefined, "a second stream was opened");
  respond(peer, stream);
  await ends(first, "OK");
  const onFirst = peer.request().then(
    (id) => respond(peer, id),
    () => {},
  );
  const onSecond = (async () => {
    const other = await scene.connected([3, 1]);
    respond(other, await other.request());
  })().catch(() => {});
  await ends(second, "OK");
  void onFirst;
  void onSecond;
});

limit("a stream that the server resets makes room for the next", async (scene) => {
  const first = scene.call();
  const peer = await scene.connected([3, 1]);
  const stream = await peer.request();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(2));
  await ends(first, "INTERNAL", "UNKNOWN");
  const second = scene.call();
  respond(peer, await peer.request());
  await ends(second, "OK");
});

const errors = section("RFC 9113 5.4");

errors("a stream error leaves the other calls alone", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const second = scene.call();
  const other = await peer.request();
  peer.frame(FrameType.WINDOW_UPDATE, 0, stream, word(0));
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
  respond(peer, other);
  await ends(second, "OK");
});

errors("RST_STREAM is not answered with RST_STREAM", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(2));
  await ends(outcome, "INTERNAL", "UNKNOWN");
  await peer.alive("go on");
  const answer = await peer.wait(({ type }) => type === FrameType.RST_STREAM, 100);
  assert.equal(answer, undefined);
});

errors("after a connection error the next call uses another connection", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.PING, 0, 0, Buffer.alloc(7));
  await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
  const second = scene.call({ waitForReady: true });
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(second, "OK");
});

errors("a connection that is cut fails its calls at once, as UNAVAILABLE", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.socket.resetAndDestroy();
  const { afterMs } = await ends(outcome, "UNAVAILABLE");
  assert.ok(afterMs < 4000);
});

errors("a server that half-closes its socket ends the connection", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.socket.end();
  await ends(outcome, "UNAVAILABLE");
});

export const streamCases = [...idle.cases, ...limit.cases, ...errors.cases];
