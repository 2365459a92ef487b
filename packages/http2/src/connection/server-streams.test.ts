import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeaderTemplate } from "../stream/header-template.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import {
  data,
  headers,
  priority,
  raw,
  request,
  reset,
  windowUpdate,
} from "./script-frames.test.support.ts";
import { createClientPeer, type ScriptedPeer } from "./scripted-peer.test.support.ts";

const ok = new HeaderTemplate([":status", "200"]);
const okFields = [":status", "200"];

function setUp(): { peer: ScriptedPeer; acceptor: RecordingAcceptor } {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor);
  peer.handshake();
  return { peer, acceptor };
}

describe("a request and its answer", () => {
  test("headers, data and trailers both ways", () => {
    const { peer, acceptor } = setUp();
    peer.send(
      headers(1, request("/a")),
      data(1, "ask"),
      headers(1, ["sum", "3"], { endStream: true }),
    );
    const first = acceptor.at(0);
    assert.deepEqual(first.events, [`headers ${request("/a").join(" ")}`, "data ask", "end sum 3"]);
    first.stream?.sendHeaders(ok, ["x-a", "1"]);
    first.stream?.sendData(Buffer.from("answer"), false);
    first.stream?.sendTrailers(new HeaderTemplate(["grpc-status", "0"]), []);
    peer.receives(
      headers(1, [...okFields, "x-a", "1"]),
      data(1, "answer"),
      headers(1, ["grpc-status", "0"], { endStream: true }),
    );
    assert.equal(peer.connection.openStreams, 0);
    assert.equal(peer.events.at(-1), "idle");
  });

  test("that is one section each", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a"), { endStream: true }));
    assert.deepEqual(acceptor.at(0).events, [`headers ${request("/a").join(" ")} end`]);
    acceptor.at(0).stream?.sendTrailers(ok, ["grpc-status", "12"]);
    peer.receives(headers(1, [...okFields, "grpc-status", "12"], { endStream: true }));
    assert.equal(peer.connection.openStreams, 0);
  });

  test("ended by an empty DATA frame", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a")), data(1, "", { endStream: true }));
    assert.equal(acceptor.at(0).events.at(-1), "end");
    acceptor.at(0).stream?.sendHeaders(ok, []);
    acceptor.at(0).stream?.sendData(new Uint8Array(0), true);
    peer.receives(headers(1, okFields), data(1, "", { endStream: true }));
  });

  test("in chunks of one byte", () => {
    const { peer, acceptor } = setUp();
    const bytes = peer.encode(
      headers(1, request("/a")),
      data(1, "ask", { padding: 5 }),
      data(1, "more", { endStream: true }),
    );
    for (const byte of bytes) peer.sendBytes(Uint8Array.of(byte));
    const [first, ...rest] = acceptor.at(0).events;
    assert.equal(first, `headers ${request("/a").join(" ")}`);
    assert.equal(rest.map((event) => event.replace("data ", "")).join(""), "askmoreend");
  });

  test("of many streams at once, answered in any order", () => {
    const { peer, acceptor } = setUp();
    for (let i = 0; i < 5; i++)
      peer.send(headers(1 + 2 * i, request(`/${i}`), { endStream: true }));
    for (const i of [3, 0, 4, 1, 2]) acceptor.at(i).stream?.sendTrailers(ok, ["n", `${i}`]);
    peer.receives(
      ...[3, 0, 4, 1, 2].map((i) =>
        headers(1 + 2 * i, [...okFields, "n", `${i}`], { endStream: true }),
      ),
    );
  });

  test("answered before the request has ended; the rest of it still arrives", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a")));
    acceptor.at(0).stream?.sendTrailers(ok, []);
    peer.receives(headers(1, okFields, { endStream: true }));
    assert.equal(peer.connection.openStreams, 1);
    peer.send(data(1, "late"), data(1, "", { endStream: true }));
    assert.deepEqual(acceptor.at(0).events.slice(1), ["data late", "end"]);
    assert.equal(peer.connection.openStreams, 0);
    peer.receives();
  });
});

describe("a field block in several frames", () => {
  test("is put together, priority fields and padding left out", () => {
    const { peer, acceptor } = setUp();
    const block = peer.block(request("/long", "x-long", "y".repeat(100)));
    peer.send(
      // END_STREAM, PADDED, PRIORITY: pad length 2, dependency 0, weight
      raw(1, 0x29, 1, [2, 0, 0, 0, 0, 15, ...block.subarray(0, 10), 0, 0]),
      raw(9, 0, 1, block.subarray(10, 11)),
      raw(9, 0, 1, []),
      raw(9, 4, 1, block.subarray(11)),
    );
    const expected = request("/long", "x-long", "y".repeat(100)).join(" ");
    assert.deepEqual(acceptor.at(0).events, [`headers ${expected} end`]);
  });

  for (const [name, frame] of [
    ["DATA of the same stream", data(1, "x")],
    ["HEADERS of the same stream", headers(1, ["a", "b"])],
    ["a frame of another stream", windowUpdate(3, 1)],
    ["an unknown frame", raw(0xbe, 0, 1, [])],
    ["CONTINUATION of another stream", raw(9, 4, 3, [])],
  ] as const) {
    test(`is not interrupted by ${name}`, () => {
      const { peer } = setUp();
      const block = peer.block(request("/a"));
      peer.send(raw(1, 0, 1, block.subarray(0, 3)), frame);
      peer.seesConnectionError("PROTOCOL_ERROR", "H2_BLOCK_INTERRUPTED");
    });
  }

  test("is written in CONTINUATION frames when it is longer than the peer's frames may be", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a"), { endStream: true }));
    const fields = Array.from({ length: 40 }, (_, i) => [`x-${i}`, `${i}`.repeat(500)]).flat();
    acceptor.at(0).stream?.sendTrailers(ok, fields);
    peer.receives(headers(1, [...okFields, ...fields], { endStream: true }));
  });
});

describe("a stream's end", () => {
  test("by the peer's reset reaches the handler once", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a")), reset(1, "CANCEL"));
    assert.equal(acceptor.at(0).events.at(-1), "failure peerReset CANCEL");
    acceptor.at(0).stream?.sendHeaders(ok, []);
    acceptor.at(0).stream?.sendData(Buffer.from("too late"), true);
    acceptor.at(0).stream?.reset(8);
    peer.receives();
    assert.equal(peer.connection.openStreams, 0);
  });

  test("by our reset forgives what is under way", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a")));
    acceptor.at(0).stream?.reset(8);
    peer.receives(reset(1, "CANCEL"));
    peer.send(
      data(1, "under way"),
      windowUpdate(1, 10),
      priority(1, 0),
      headers(1, ["trailer", "x"], { endStream: true }),
      reset(1, "CANCEL"),
    );
    peer.receives();
    assert.equal(acceptor.at(0).events.length, 1);
    // The connection goes on, its header compression in step.
    peer.send(headers(3, request("/b", "trailer", "x"), { endStream: true }));
    assert.equal(acceptor.requests.length, 2);
  });

  test("by more resets of ours than are remembered still forgives what is under way", () => {
    const { peer, acceptor } = setUp();
    const count = 900;
    for (let i = 0; i < count; i++) peer.send(headers(1 + 2 * i, request("/a")));
    for (const { stream } of acceptor.requests) stream?.reset(8);
    peer.take();
    for (let i = 0; i < count; i++) peer.send(data(1 + 2 * i, "x", { endStream: true }));
    peer.receives();
    assert.equal(peer.closedBy, undefined);
  });

  test("while a frame of it is half here", () => {
    const { peer, acceptor } = setUp();
    const bytes = peer.encode(
      headers(1, request("/a")),
      data(1, "0123456789", { endStream: true }),
    );
    peer.sendBytes(bytes.subarray(0, bytes.length - 5));
    assert.equal(acceptor.at(0).events.at(-1), "data 01234");
    acceptor.at(0).stream?.reset(8);
    peer.sendBytes(bytes.subarray(bytes.length - 5));
    assert.equal(acceptor.at(0).events.at(-1), "data 01234");
    peer.receives(reset(1, "CANCEL"));
  });

  test("behind it, DATA and HEADERS of a stream that both sides ended are a connection error", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/a"), { endStream: true }));
    acceptor.at(0).stream?.sendTrailers(ok, []);
    peer.send(data(1, "x"));
    peer.seesConnectionError("STREAM_CLOSED", "H2_STREAM_CLOSED");
  });
});

describe("malformed requests reset their stream with PROTOCOL_ERROR", () => {
  const cases: Record<string, string[]> = {
    "no method": [":scheme", "http", ":path", "/"],
    "no scheme": [":method", "GET", ":path", "/"],
    "no path": [":method", "GET", ":scheme", "http"],
    "an empty path": [":method", "GET", ":scheme", "http", ":path", ""],
    "a pseudo-field twice": [...request("/"), ":path", "/"].toSpliced(8, 0, ":path", "/x"),
    "a pseudo-field of responses": [":status", "200", ...request("/")],
    "a pseudo-field behind others": [":method", "GET", "a", "b", ":scheme", "http", ":path", "/"],
    connection: request("/", "connection", "close"),
    "transfer-encoding": request("/", "transfer-encoding", "chunked"),
    "te other than trailers": request("/", "te", "gzip"),
    "an upper-case name": request("/", "X-Upper", "1"),
    "a line break in a value": request("/", "x", "a\r\nb"),
    "a space in front of a value": request("/", "x", " a"),
    "content-length that is no number": request("/", "content-length", "1x"),
    "contradicting content-lengths": request("/", "content-length", "1", "content-length", "2"),
  };
  for (const [name, fields] of Object.entries(cases)) {
    test(name, () => {
      const { peer, acceptor } = setUp();
      peer.send(headers(1, fields, { endStream: true }));
      peer.receives(reset(1, "PROTOCOL_ERROR"));
      assert.equal(acceptor.requests.length, 0);
      peer.send(headers(3, request("/fine"), { endStream: true }));
      assert.equal(acceptor.requests.length, 1);
    });
  }

  test("more body than content-length", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/", "content-length", "3")), data(1, "four"));
    peer.receives(reset(1, "PROTOCOL_ERROR"));
    assert.equal(acceptor.at(0).events.at(-1), "failure localReset PROTOCOL_ERROR");
  });

  test("less body than content-length", () => {
    const { peer } = setUp();
    peer.send(headers(1, request("/", "content-length", "3")), data(1, "2!", { endStream: true }));
    peer.receives(reset(1, "PROTOCOL_ERROR"));
  });

  test("trailers without the end of the stream", () => {
    const { peer } = setUp();
    peer.send(headers(1, request("/")), headers(1, ["a", "b"]));
    peer.receives(reset(1, "PROTOCOL_ERROR"));
  });

  test("trailers with a pseudo-field", () => {
    const { peer } = setUp();
    peer.send(headers(1, request("/")), headers(1, [":path", "/"], { endStream: true }));
    peer.receives(reset(1, "PROTOCOL_ERROR"));
  });
});

describe("frames that break the connection", () => {
  const cases: [name: string, code: string, token: string, ...bytes: Parameters<typeof raw>][] = [
    ["DATA on stream 0", "PROTOCOL_ERROR", "H2_DATA_STREAM_0", 0, 0, 0, [1]],
    ["DATA of an idle stream", "PROTOCOL_ERROR", "H2_STREAM_IDLE", 0, 0, 5, [1]],
    ["RST_STREAM of an idle stream", "PROTOCOL_ERROR", "H2_STREAM_IDLE", 3, 0, 5, [0, 0, 0, 8]],
    ["WINDOW_UPDATE of an idle stream", "PROTOCOL_ERROR", "H2_STREAM_IDLE", 8, 0, 5, [0, 0, 0, 8]],
    ["CONTINUATION alone", "PROTOCOL_ERROR", "H2_CONTINUATION_ALONE", 9, 4, 1, [0x82]],
    ["an invalid block", "COMPRESSION_ERROR", "H2_HPACK_INDEX_ZERO", 1, 5, 1, [0x80]],
    ["PING of seven bytes", "FRAME_SIZE_ERROR", "H2_PING_SIZE", 6, 0, 0, [1, 2, 3, 4, 5, 6, 7]],
    ["SETTINGS of a stream", "PROTOCOL_ERROR", "H2_SETTINGS_STREAM", 4, 0, 1, []],
    ["PUSH_PROMISE of a client", "PROTOCOL_ERROR", "H2_PUSH_PROMISE", 5, 4, 1, [0, 0, 0, 2]],
    [
      "a window beyond 2^31-1",
      "FLOW_CONTROL_ERROR",
      "H2_CONNECTION_WINDOW_OVERFLOW",
      8,
      0,
      0,
      [0x7f, 0xff, 0xff, 0xff],
    ],
  ];
  for (const [name, code, token, ...frame] of cases) {
    test(name, () => {
      const { peer } = setUp();
      peer.send(raw(...frame));
      peer.seesConnectionError(code, token);
    });
  }

  test("a stream with an even number", () => {
    const { peer } = setUp();
    peer.send(headers(2, request("/")));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_STREAM_ID_EVEN");
  });

  test("a stream below one that is open", () => {
    const { peer } = setUp();
    peer.send(headers(5, request("/")), headers(3, request("/")));
    peer.seesConnectionError("STREAM_CLOSED", "H2_STREAM_CLOSED");
  });

  test("a frame that is larger than we allow", () => {
    const { peer } = setUp();
    const header = Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0, 1);
    peer.sendBytes(header);
    peer.seesConnectionError("FRAME_SIZE_ERROR", "H2_FRAME_TOO_LARGE");
  });

  test("nothing is done with what follows in the same chunk", () => {
    const { peer, acceptor } = setUp();
    peer.send(raw(0, 0, 0, [1]), headers(1, request("/")));
    assert.equal(acceptor.requests.length, 0);
    peer.send(headers(3, request("/")));
    assert.equal(acceptor.requests.length, 0);
  });
});

test("a handler that closes the connection hears no more of the same chunk", () => {
  const { peer, acceptor } = setUp();
  acceptor.onOpened = () => peer.connection.close();
  peer.send(headers(1, request("/1")), data(1, "x"), headers(3, request("/3")));
  assert.equal(acceptor.requests.length, 1);
  assert.equal(peer.events.at(-1), "closed orderly");
});

test("unknown frames and settings are ignored", () => {
  const { peer } = setUp();
  peer.send(raw(0xfe, 0xff, 77, [1, 2, 3]), raw(4, 0, 0, [0xff, 0, 0, 0, 0, 9]), priority(9, 3));
  peer.receives({ type: "SETTINGS_ACK" });
  assert.equal(peer.closedBy, undefined);
});
