/**
 * Our coder against Node's (nghttp2): requests that we encode reach a node:http2 server as meant, and
 * we decode what it answers.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type sensitiveHeaders } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { FLAG_END_STREAM } from "../frame/data.ts";
import {
  FRAME_HEADER_LENGTH,
  readFrameFlags,
  readFrameLength,
  readFrameStreamId,
  readFrameType,
} from "../frame/frame-header.ts";
import { beginHeaders, FLAG_END_HEADERS, finishHeaders, TYPE_HEADERS } from "../frame/headers.ts";
import {
  FLAG_SETTINGS_ACK,
  TYPE_SETTINGS,
  writeSettings,
  writeSettingsAck,
} from "../frame/settings.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";

const ROUNDS = 300;

let seed = 1;
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

/** Fields of one request: some constant, some that take turns, some new each time. */
function createFields(): [name: string, value: string][] {
  const fields: [string, string][] = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", `/shop.v1.Orders/Method${random(30)}`],
    [":authority", "localhost:50051"],
    ["content-type", "application/grpc"],
    ["authorization", `Bearer ${"tOken-".repeat(30)}${random(2)}`],
    ["x-request-id", `${random(1e9)}-${random(1e9)}`],
    ["x-length", "~".repeat(random(400))],
    ["x-bytes", `<${String.fromCharCode(128 + random(128), 33 + random(90))}>`],
  ];
  if (random(3) === 0) fields.push([`x-rare-${random(200)}`, `${random(4)}`]);
  return fields;
}

test("Node decodes what we encode, and we what Node encodes, over one connection", async () => {
  const server = createServer({ settings: { headerTableSize: 2048 } });
  server.on("stream", (stream, headers) => {
    const echoed: IncomingHttpHeaders & { [sensitiveHeaders]?: string[] } = {};
    for (const [name, value] of Object.entries(headers)) {
      echoed[name.startsWith(":") ? `x-pseudo-${name.slice(1)}` : name] = value;
    }
    stream.respond(echoed, { endStream: true });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");

  const encoder = new HpackEncoder();
  const decoder = new HpackDecoder({ maxTableSize: 4096, maxFieldSectionSize: 65_536 });
  const expected = new Map<number, [name: string, value: string][]>();
  const answers: [streamId: number, fields: string[]][] = [];

  const send = (from: number, count: number): void => {
    const out = new OutputBuffer(1024);
    for (let i = 0; i < count; i++) {
      const streamId = (from + i) * 2 + 1;
      const fields = createFields();
      expected.set(streamId, fields);
      const start = beginHeaders(out);
      encoder.begin(out);
      for (const [name, value] of fields) {
        if (name === "content-type") encoder.indexedField(out, name, value);
        else if (name === "x-length") encoder.literalField(out, name, value);
        else if (name === "x-bytes") encoder.sensitiveField(out, name, value);
        else encoder.field(out, name, value);
      }
      finishHeaders(out, start, streamId, true, 16_384);
    }
    socket.write(out.bytes.subarray(0, out.position));
  };

  const done = new Promise<void>((resolve, reject) => {
    let held = Buffer.alloc(0);
    let sent = 0;
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.on("data", (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= FRAME_HEADER_LENGTH) {
        const end = FRAME_HEADER_LENGTH + readFrameLength(held, 0);
        if (held.length < end) break;
        const type = readFrameType(held, 0);
        if (type === TYPE_SETTINGS && (readFrameFlags(held, 0) & FLAG_SETTINGS_ACK) === 0) {
          encoder.setPeerMaxTableSize(2048);
          const out = new OutputBuffer(16);
          writeSettingsAck(out);
          socket.write(out.bytes.subarray(0, out.position));
          send(0, 50);
          sent = 50;
        } else if (type === TYPE_HEADERS) {
          assert.ok((readFrameFlags(held, 0) & FLAG_END_HEADERS) !== 0);
          assert.ok((readFrameFlags(held, 0) & FLAG_END_STREAM) !== 0);
          const section = decoder.decode(held, FRAME_HEADER_LENGTH, end);
          assert.equal(section.malformed, undefined);
          answers.push([readFrameStreamId(held, 0), section.fields]);
        }
        held = held.subarray(end);
      }
      if (answers.length === ROUNDS) resolve();
      else if (answers.length === sent && sent > 0) {
        send(sent, 50);
        sent += 50;
      }
    });
  });

  const hello = new OutputBuffer(64);
  const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
  hello.ensure(preface.length);
  hello.bytes.set(preface);
  hello.position = preface.length;
  writeSettings(hello, []);
  socket.write(hello.bytes.subarray(0, hello.position));

  try {
    await done;
  } finally {
    socket.removeAllListeners("close");
    socket.destroy();
    server.close();
  }

  assert.equal(answers.length, ROUNDS);
  for (const [streamId, fields] of answers) {
    const got = new Map<string, string>();
    for (let i = 0; i < fields.length; i += 2)
      got.set(fields[i] as string, fields[i + 1] as string);
    assert.equal(got.get(":status"), "200");
    for (const [name, value] of expected.get(streamId) ?? assert.fail(`stream ${streamId}`)) {
      const key = name.startsWith(":") ? `x-pseudo-${name.slice(1)}` : name;
      assert.equal(got.get(key), value, name);
    }
  }
});
