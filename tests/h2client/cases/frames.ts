// Frame by frame: RFC 9113 sections 6.1 to 6.7 and 6.10.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, message, okTrailers, responseFields } from "../fields.ts";
import { connectionError, ends, headers, ignored, respond, streamError } from "../scene.ts";

const { END_HEADERS, END_STREAM, PADDED } = Flag;
const PRIORITY_FLAG = 0x20;
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const data = section("RFC 9113 6.1");

data("DATA on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.DATA, 0, 0, message());
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
data("padding as long as the payload is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, PADDED, stream, Buffer.of(5, 0, 0, 0, 0, 0).subarray(0, 5));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
data("PADDED without a pad length is a connection error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, PADDED, stream);
  await connectionError(peer, outcome, "PROTOCOL_ERROR", "FRAME_SIZE_ERROR");
});
data("padding is not part of the message", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  const padded = Buffer.concat([Buffer.of(200), message(), Buffer.alloc(200)]);
  peer.frame(FrameType.DATA, PADDED, stream, padded);
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});
data("a frame of padding alone is taken", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, PADDED, stream, Buffer.concat([Buffer.of(10), Buffer.alloc(10)]));
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});
data("DATA before the response's HEADERS is a stream error PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.DATA, 0, stream, message());
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
data("a message in many small frames is one message", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  for (const byte of message()) peer.frame(FrameType.DATA, 0, stream, Buffer.of(byte));
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});

const head = section("RFC 9113 6.2");

head("HEADERS on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  headers(peer, 0, responseFields);
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
head("padding longer than the block is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const payload = Buffer.concat([Buffer.of(200), block(...responseFields)]);
  peer.frame(FrameType.HEADERS, END_HEADERS | PADDED, stream, payload);
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
head("padding and priority around the block are passed over", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const payload = Buffer.concat([
    Buffer.of(3, 0, 0, 0, 0, 10),
    block(...responseFields),
    Buffer.alloc(3),
  ]);
  peer.frame(FrameType.HEADERS, END_HEADERS | PADDED | PRIORITY_FLAG, stream, payload);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});
head("a priority that is cut short is FRAME_SIZE_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.HEADERS, END_HEADERS | PRIORITY_FLAG, stream, Buffer.alloc(3));
  await connectionError(peer, outcome, "FRAME_SIZE_ERROR", "PROTOCOL_ERROR");
});

const priority = section("RFC 9113 6.3");

priority("PRIORITY on an open stream is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.PRIORITY, 0, stream, Buffer.of(0, 0, 0, 0, 16));
  await ignored(peer, stream, outcome);
});
priority("PRIORITY on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.PRIORITY, 0, 0, Buffer.of(0, 0, 0, 0, 16));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
priority("PRIORITY of another length than 5 is a stream error FRAME_SIZE_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.PRIORITY, 0, stream, Buffer.alloc(4));
  await streamError(peer, stream, outcome, "FRAME_SIZE_ERROR");
});

const rst = section("RFC 9113 6.4");

rst("RST_STREAM on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, 0, word(8));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
for (const length of [0, 3, 5]) {
  rst(`RST_STREAM of ${length} bytes is FRAME_SIZE_ERROR`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    peer.frame(FrameType.RST_STREAM, 0, stream, Buffer.alloc(length));
    await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
  });
}
// gRPC over HTTP/2, "Errors": the code of a reset becomes a status.
const statuses: readonly (readonly [string, number, ...string[]])[] = [
  ["NO_ERROR", 0, "INTERNAL"],
  ["PROTOCOL_ERROR", 1, "INTERNAL"],
  ["INTERNAL_ERROR", 2, "INTERNAL"],
  ["FLOW_CONTROL_ERROR", 3, "INTERNAL"],
  ["FRAME_SIZE_ERROR", 6, "INTERNAL"],
  ["CANCEL", 8, "CANCELLED"],
  ["COMPRESSION_ERROR", 9, "INTERNAL"],
  ["CONNECT_ERROR", 10, "INTERNAL"],
  ["ENHANCE_YOUR_CALM", 11, "RESOURCE_EXHAUSTED"],
  ["INADEQUATE_SECURITY", 12, "PERMISSION_DENIED"],
  ["an unknown code", 0xbeef, "INTERNAL", "UNKNOWN"],
];
for (const [name, code, ...expected] of statuses) {
  rst(`RST_STREAM ${name} ends the call with ${expected.join(" or ")}`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    peer.frame(FrameType.RST_STREAM, 0, stream, word(code));
    await ends(outcome, ...expected);
    const second = scene.call();
    await ignored(peer, await peer.request(), second);
  });
}
rst("a call whose stream is refused is repeated once", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(7));
  respond(peer, await peer.request());
  await ends(outcome, "OK");
});
rst("a call whose stream is refused again and again fails", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.RST_STREAM, 0, stream, word(7));
  void (async () => {
    for (;;) peer.frame(FrameType.RST_STREAM, 0, await peer.request(), word(7));
  })().catch(() => {});
  await ends(outcome, "UNAVAILABLE");
});

const settings = section("RFC 9113 6.5");

settings("SETTINGS ACK with a payload is FRAME_SIZE_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.SETTINGS, Flag.ACK, 0, Buffer.alloc(6));
  await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
});
settings("SETTINGS on a stream is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.SETTINGS, 0, stream, Buffer.alloc(6));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
settings("SETTINGS of a length that 6 does not divide is FRAME_SIZE_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.SETTINGS, 0, 0, Buffer.alloc(7));
  await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
});
const invalid: readonly (readonly [string, number, number, string])[] = [
  ["SETTINGS_ENABLE_PUSH 1 from a server", 2, 1, "PROTOCOL_ERROR"],
  ["SETTINGS_ENABLE_PUSH 2", 2, 2, "PROTOCOL_ERROR"],
  ["SETTINGS_INITIAL_WINDOW_SIZE 2^31", 4, 0x8000_0000, "FLOW_CONTROL_ERROR"],
  ["SETTINGS_MAX_FRAME_SIZE 16383", 5, 16_383, "PROTOCOL_ERROR"],
  ["SETTINGS_MAX_FRAME_SIZE 2^24", 5, 1 << 24, "PROTOCOL_ERROR"],
];
for (const [title, id, value, code] of invalid) {
  settings(`${title} is ${code}`, async (scene) => {
    const { peer, outcome } = await scene.open();
    peer.sendSettings([id, value]);
    await connectionError(peer, outcome, code);
  });
  settings(`${title} in the first SETTINGS is ${code}`, async (scene) => {
    const outcome = scene.call();
    const peer = await scene.server.accept();
    peer.sendSettings([id, value]);
    await connectionError(peer, outcome, code);
  });
}
settings("an unknown setting is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.sendSettings([0xff, 0xffff_ffff], [0, 1]);
  await peer.next("SETTINGS ACK", ({ type, flags }) => type === 4 && flags === 1);
  await ignored(peer, stream, outcome);
});
settings("each SETTINGS is acknowledged, in order", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  for (let i = 0; i < 5; i++) peer.sendSettings([3, 100 + i]);
  for (let i = 0; i < 5; i++) {
    await peer.next("SETTINGS ACK", ({ type, flags }) => type === 4 && flags === 1);
  }
  await ignored(peer, stream, outcome);
});
settings("of a setting that is there twice the last counts", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([3, 0], [3, 10]);
  respond(peer, await peer.request());
  await ends(outcome, "OK");
});

const push = section("RFC 9113 6.6");

push("PUSH_PROMISE, which the client has disabled, is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  assert.equal(peer.settings.get(2), 0, "the client does not disable push");
  const payload = Buffer.concat([word(2), block([":method", "GET"], [":path", "/"])]);
  peer.frame(FrameType.PUSH_PROMISE, END_HEADERS, stream, payload);
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
push("PUSH_PROMISE on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.PUSH_PROMISE, END_HEADERS, 0, word(2));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});

const ping = section("RFC 9113 6.7");

ping("PING is acknowledged with its payload", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  await peer.alive("payload!");
  await ignored(peer, stream, outcome);
});
for (const length of [0, 7, 9]) {
  ping(`PING of ${length} bytes is FRAME_SIZE_ERROR`, async (scene) => {
    const { peer, outcome } = await scene.open();
    peer.frame(FrameType.PING, 0, 0, Buffer.alloc(length));
    await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
  });
}
ping("PING on a stream is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.PING, 0, stream, Buffer.alloc(8));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
ping("an acknowledgement that nobody asked for is not acknowledged", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const payload = Buffer.from("unasked!");
  peer.frame(FrameType.PING, Flag.ACK, 0, payload);
  const answer = await peer.wait((one) => one.payload.equals(payload), 100);
  assert.equal(answer, undefined);
  await ignored(peer, stream, outcome);
});

const continuation = section("RFC 9113 6.10");

continuation("a block over CONTINUATION frames is one block", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const whole = block(...responseFields);
  peer.frame(FrameType.HEADERS, 0, stream, whole.subarray(0, 5));
  peer.frame(FrameType.CONTINUATION, 0, stream, whole.subarray(5, 9));
  peer.frame(FrameType.CONTINUATION, END_HEADERS, stream, whole.subarray(9));
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});
const within: readonly (readonly [string, number, number, (stream: number) => number])[] = [
  ["DATA", FrameType.DATA, 0, (stream) => stream],
  ["HEADERS of the same stream", FrameType.HEADERS, END_HEADERS, (stream) => stream],
  ["PING", FrameType.PING, 0, () => 0],
  ["SETTINGS", FrameType.SETTINGS, 0, () => 0],
  ["an unknown frame", 0xfa, 0, (stream) => stream],
  ["CONTINUATION of another stream", FrameType.CONTINUATION, END_HEADERS, (stream) => stream + 2],
];
for (const [name, type, flags, on] of within) {
  continuation(`${name} within a block is PROTOCOL_ERROR`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    peer.frame(FrameType.HEADERS, 0, stream, block(...responseFields));
    peer.frame(type, flags, on(stream), type === FrameType.PING ? Buffer.alloc(8) : undefined);
    await connectionError(peer, outcome, "PROTOCOL_ERROR");
  });
}
continuation("CONTINUATION without a block is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.CONTINUATION, END_HEADERS, stream, block(...responseFields));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
continuation("CONTINUATION after END_HEADERS is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.CONTINUATION, END_HEADERS, stream);
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
continuation("CONTINUATION on stream 0 is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.CONTINUATION, END_HEADERS, 0);
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});

export const frameCases = [data, head, priority, rst, settings, push, ping, continuation].flatMap(
  ({ cases }) => cases,
);
