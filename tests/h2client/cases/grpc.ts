// gRPC over HTTP/2: responses that break its rules, and what proxies respond in a server's place.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { type Fields, message, okTrailers, responseFields } from "../fields.ts";
import type { Peer } from "../peer.ts";
import { ends, headers } from "../scene.ts";

const { END_STREAM } = Flag;
const grpc = section("gRPC PROTOCOL-HTTP2 Responses");

/** Gzip whose last eight bytes, checksum and length, are 0. */
function wrongChecksum(): Buffer {
  const packed = gzipSync(Buffer.alloc(50));
  return packed.fill(0, packed.length - 8);
}

function body(peer: Peer, stream: number, bytes: Uint8Array, trailers: Fields = okTrailers): void {
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, bytes);
  headers(peer, stream, trailers, END_STREAM);
}

// gRPC's http-grpc-status-mapping.
for (const [status, code] of [
  ["400", "INTERNAL"],
  ["401", "UNAUTHENTICATED"],
  ["403", "PERMISSION_DENIED"],
  ["404", "UNIMPLEMENTED"],
  ["429", "UNAVAILABLE"],
  ["500", "UNKNOWN"],
  ["502", "UNAVAILABLE"],
  ["503", "UNAVAILABLE"],
  ["504", "UNAVAILABLE"],
] as const) {
  grpc(`HTTP status ${status} with a page becomes ${code}`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, [
      [":status", status],
      ["content-type", "text/html"],
    ]);
    peer.frame(FrameType.DATA, END_STREAM, stream, Buffer.from("<h1>no</h1>"));
    const { text } = await ends(outcome, code);
    assert.match(text, new RegExp(status));
  });
}
grpc("a page with HTTP status 200 is an error that names its content-type", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [
    [":status", "200"],
    ["content-type", "text/html"],
  ]);
  peer.frame(FrameType.DATA, END_STREAM, stream, Buffer.from("<h1>hello</h1>"));
  const { text } = await ends(outcome, "UNKNOWN", "INTERNAL");
  assert.match(text, /text\/html/);
});
grpc("Trailers-Only carries the status", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const fields: Fields = [...responseFields, ["grpc-status", "5"], ["grpc-message", "not%20here"]];
  headers(peer, stream, fields, END_STREAM);
  const { text } = await ends(outcome, "NOT_FOUND");
  assert.match(text, /not here/);
});
grpc("trailers without grpc-status are an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, message(), [["x-other", "1"]]);
  await ends(outcome, "UNKNOWN", "INTERNAL");
});
for (const value of ["abc", "-1", "99", "", "0x0", "1.5"]) {
  grpc(`grpc-status ${JSON.stringify(value)} is UNKNOWN`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    body(peer, stream, message(), [["grpc-status", value]]);
    await ends(outcome, "UNKNOWN", "INTERNAL");
  });
}
for (const [value, pattern] of [
  ["100%", /100%/],
  ["%zz", /%zz/],
  ["%e4%f6", /./],
  ["%00%0a", /./],
] as const) {
  grpc(
    `grpc-message ${JSON.stringify(value)}, badly encoded, does not lose the status`,
    async (scene) => {
      const { peer, stream, outcome } = await scene.open();
      body(peer, stream, message(), [
        ["grpc-status", "9"],
        ["grpc-message", value],
      ]);
      const { text } = await ends(outcome, "FAILED_PRECONDITION");
      assert.match(text, pattern);
    },
  );
}
grpc("grpc-status-details-bin that is not base64 does not lose the status", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, message(), [
    ["grpc-status", "9"],
    ["grpc-status-details-bin", "!!"],
  ]);
  await ends(outcome, "FAILED_PRECONDITION");
});
grpc("OK without a message is an error for a unary call", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "INTERNAL", "UNIMPLEMENTED");
});
grpc("two messages are an error for a unary call", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, Buffer.concat([message(), message()]));
  await ends(outcome, "INTERNAL", "UNIMPLEMENTED");
});
grpc("a message cut short is an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, Buffer.of(0, 0, 0, 0, 10, 1, 2));
  await ends(outcome, "INTERNAL");
});
grpc("a prefix cut short is an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, Buffer.of(0, 0, 0));
  await ends(outcome, "INTERNAL");
});
grpc("compressed flag 2 is an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, message("", 2));
  await ends(outcome, "INTERNAL");
});
grpc("a compressed message without grpc-encoding is INTERNAL", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, message(gzipSync(Buffer.alloc(0)), 1));
  await ends(outcome, "INTERNAL");
});
grpc("a compressed message of an unknown grpc-encoding is an error", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [...responseFields, ["grpc-encoding", "lzma"]]);
  peer.frame(FrameType.DATA, 0, stream, message("abc", 1));
  headers(peer, stream, okTrailers, END_STREAM);
  const { text } = await ends(outcome, "INTERNAL", "UNIMPLEMENTED");
  assert.match(text, /lzma/);
});
for (const [title, payload] of [
  ["that is not gzip", Buffer.from("not gzip at all")],
  ["of gzip cut short", gzipSync(Buffer.alloc(5000)).subarray(0, 20)],
  ["of gzip with a wrong checksum", wrongChecksum()],
  ["of no bytes", Buffer.alloc(0)],
] as const) {
  grpc(`a compressed message ${title} is INTERNAL`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, [...responseFields, ["grpc-encoding", "gzip"]]);
    peer.frame(FrameType.DATA, 0, stream, message(payload, 1));
    headers(peer, stream, okTrailers, END_STREAM);
    await ends(outcome, "INTERNAL");
  });
}
grpc("a message larger than maxReceiveBytes is RESOURCE_EXHAUSTED by its prefix", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, Buffer.of(0, 0x7f, 0xff, 0xff, 0xff));
  const { text } = await ends(outcome, "RESOURCE_EXHAUSTED");
  assert.match(text, /maxReceiveBytes/);
  assert.equal(await peer.reset(stream), "CANCEL");
});
grpc("gzip that inflates beyond maxReceiveBytes is RESOURCE_EXHAUSTED", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  headers(peer, stream, [...responseFields, ["grpc-encoding", "gzip"]]);
  peer.frame(FrameType.DATA, 0, stream, message(gzipSync(Buffer.alloc(8 * 1024 * 1024)), 1));
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "RESOURCE_EXHAUSTED");
});
grpc("a message that is not Protocol Buffers is INTERNAL", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  body(peer, stream, message("\xff\xff\xff\xff"));
  await ends(outcome, "INTERNAL");
});
grpc(
  "a status before all was sent ends the call, and the rest of the request is not sent",
  async (scene) => {
    const call = scene.client.collect({ timeoutMs: 8000 });
    void call.send({ text: "one" }).catch(() => {});
    const peer = await scene.connected();
    const stream = await peer.request(false);
    headers(peer, stream, [...responseFields, ["grpc-status", "8"]], END_STREAM);
    const error: unknown = await (async () => call.response)().catch((thrown: unknown) => thrown);
    assert.match(String(error), /RESOURCE_EXHAUSTED/);
    await peer.reset(stream);
  },
);
for (const type of [
  "application/grpc+proto",
  "application/grpc;charset=utf-8",
  "APPLICATION/GRPC",
]) {
  grpc(`content-type ${type} is gRPC`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    headers(peer, stream, [
      [":status", "200"],
      ["content-type", type],
    ]);
    peer.frame(FrameType.DATA, 0, stream, message());
    headers(peer, stream, okTrailers, END_STREAM);
    await ends(outcome, "OK");
  });
}

export const grpcCases = grpc.cases;
