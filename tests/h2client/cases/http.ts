// HTTP semantics: RFC 9113 section 8.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { type Fields, message, okTrailers, responseFields } from "../fields.ts";
import { ends, headers, streamError } from "../scene.ts";

const { END_STREAM } = Flag;

const framing = section("RFC 9113 8.1");

framing("informational sections before the response are passed over", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [[":status", "100"]]);
  headers(peer, stream, [
    [":status", "103"],
    ["link", "</style.css>"],
  ]);
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});
framing("an informational section with END_STREAM is malformed", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [[":status", "100"]], END_STREAM);
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
framing("a second header section without END_STREAM is malformed", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers);
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
framing("status 101 is malformed", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [[":status", "101"]]);
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
framing("a response that ends without trailers ends the call with an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, END_STREAM, stream, message());
  await ends(outcome, "INTERNAL", "UNKNOWN");
});
framing("a whole response before the request has ended is taken", async (scene) => {
  const call = scene.client.chat({ timeoutMs: 8000 });
  const peer = await scene.connected();
  const stream = await peer.request(false);
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  let messages = 0;
  for await (const _ of call) messages += 1;
  assert.equal(messages, 1);
  await peer.alive("go on");
});

const length = section("RFC 9113 8.1.1");

for (const [title, value, body] of [
  ["less than content-length", "100", message()],
  ["more than content-length", "3", message()],
] as const) {
  length(`a body of ${title} is malformed`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, [...responseFields, ["content-length", value]]);
    peer.frame(FrameType.DATA, END_STREAM, stream, body);
    await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
  });
}
for (const value of ["-1", "1e3", "5, 6", "", "99999999999999999999"]) {
  length(`content-length ${JSON.stringify(value)} is malformed`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, [...responseFields, ["content-length", value]]);
    await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
  });
}
length("two different content-lengths are malformed", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [...responseFields, ["content-length", "5"], ["content-length", "6"]]);
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
length("a body of content-length bytes is taken", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [...responseFields, ["content-length", "5"]]);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});

const malformed: readonly (readonly [section: string, title: string, fields: Fields])[] = [
  ["8.2.1", "a name in upper case", [...responseFields, ["X-Upper", "1"]]],
  ["8.2.1", "an empty name", [...responseFields, ["", "1"]]],
  ["8.2.1", "a name with a space", [...responseFields, ["a b", "1"]]],
  ["8.2.1", "a name with a control character", [...responseFields, ["a\x01", "1"]]],
  ["8.2.1", "a name with a colon inside", [...responseFields, ["a:b", "1"]]],
  ["8.2.1", "a name with a byte beyond ASCII", [...responseFields, ["a\xe4", "1"]]],
  ["8.2.1", "a value with NUL", [...responseFields, ["a", "1\x002"]]],
  ["8.2.1", "a value with CR", [...responseFields, ["a", "1\r2"]]],
  ["8.2.1", "a value with LF", [...responseFields, ["a", "1\n2"]]],
  ["8.2.1", "a value that begins with a space", [...responseFields, ["a", " 1"]]],
  ["8.2.1", "a value that ends with a tab", [...responseFields, ["a", "1\t"]]],
  ["8.2.2", "connection", [...responseFields, ["connection", "close"]]],
  ["8.2.2", "keep-alive", [...responseFields, ["keep-alive", "timeout=5"]]],
  ["8.2.2", "proxy-connection", [...responseFields, ["proxy-connection", "close"]]],
  ["8.2.2", "transfer-encoding", [...responseFields, ["transfer-encoding", "chunked"]]],
  ["8.2.2", "upgrade", [...responseFields, ["upgrade", "h2c"]]],
  ["8.3", "an unknown pseudo-header field", [...responseFields.slice(0, 1), [":unknown", "1"]]],
  ["8.3", "a pseudo-header field of requests", [...responseFields.slice(0, 1), [":path", "/"]]],
  [
    "8.3",
    "a pseudo-header field after a regular one",
    [
      ["content-type", "application/grpc"],
      [":status", "200"],
    ],
  ],
  ["8.3.2", "no :status", [["content-type", "application/grpc"]]],
  [
    "8.3.2",
    ":status twice",
    [
      [":status", "200"],
      [":status", "200"],
    ],
  ],
  ["8.3.2", ":status of two digits", [[":status", "20"]]],
  ["8.3.2", ":status of four digits", [[":status", "2000"]]],
  ["8.3.2", ":status that is not a number", [[":status", "abc"]]],
  ["8.3.2", ":status below 100", [[":status", "099"]]],
];
const rules = malformed.map(([name, title, fields]) => {
  const add = section(`RFC 9113 ${name}`);
  add(`a response with ${title} is malformed`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, fields);
    await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
  });
  return add;
});

const trailers = section("RFC 9113 8.1");
for (const [title, fields] of [
  [
    "a pseudo-header field",
    [
      [":status", "200"],
      ["grpc-status", "0"],
    ],
  ],
  [
    "a connection-specific field",
    [
      ["grpc-status", "0"],
      ["connection", "close"],
    ],
  ],
  [
    "a name in upper case",
    [
      ["grpc-status", "0"],
      ["X-Upper", "1"],
    ],
  ],
] as const satisfies readonly (readonly [string, Fields])[]) {
  trailers(`trailers with ${title} are malformed`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, responseFields);
    peer.frame(FrameType.DATA, 0, stream, message());
    headers(peer, stream, fields, END_STREAM);
    await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
  });
}

export const httpCases = [framing, length, ...rules, trailers].flatMap(({ cases }) => cases);
