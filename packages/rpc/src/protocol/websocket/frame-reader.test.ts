import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FrameError } from "./frame-error.ts";
import { FrameReader } from "./frame-reader.ts";
import { closeFrame, frameHeader, frameOf, textFrame } from "./frame-writer.ts";

/** Parts of a frame; each may break a rule. */
interface ClientFrame {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** Default: the whole message. */
  readonly isFinal?: boolean;
  readonly isMasked?: boolean;
  readonly reserved?: number;
  /** The length that the header has in place of the payload's. */
  readonly length?: number;
  /** The bits that the length takes: 7, 16, or 64. Default: the fewest. */
  readonly lengthBits?: number;
}

const KEY = [0x12, 0xfe, 0x80, 0x07];

/** Returns a frame. */
function clientFrame(frame: ClientFrame): Uint8Array {
  const { opcode, isFinal = true, isMasked = true, reserved = 0 } = frame;
  const payload = Buffer.from(frame.payload ?? "");
  const { length = payload.length } = frame;
  const { lengthBits = length < 126 ? 7 : length < 65536 ? 16 : 64 } = frame;
  const size = Buffer.alloc(lengthBits === 7 ? 0 : lengthBits / 8);
  if (lengthBits === 16) size.writeUInt16BE(length);
  if (lengthBits === 64) size.writeBigUInt64BE(BigInt(length));
  const short = lengthBits === 7 ? length : lengthBits === 16 ? 126 : 127;
  return Buffer.concat([
    Buffer.from([(isFinal ? 0x80 : 0) | reserved | opcode, (isMasked ? 0x80 : 0) | short]),
    size,
    Buffer.from(isMasked ? KEY : []),
    payload.map((byte, index) => (isMasked ? byte ^ (KEY[index % 4] as number) : byte)),
  ]);
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Reads frames in pieces of `step` bytes; what came of them, pieces of binary messages joined. */
function read(frames: readonly ClientFrame[], step: number, room = 200_000): string[] {
  const seen: string[] = [];
  let binary = "";
  const flush = () => {
    if (binary !== "") seen.push(`binary ${binary}`);
    binary = "";
  };
  const reader = new FrameReader(
    {
      room,
      onControl: () => {},
      onBinary: (bytes, start, end) => {
        binary += Buffer.from(bytes.subarray(start, end)).toString("latin1");
      },
      onText: (text) => seen.push(`text ${text}`),
      onPing: (payload) => seen.push(`ping ${Buffer.from(payload).toString()}`),
      onClose: (code, reason) => seen.push(`close ${code} ${reason}`),
    },
    1000,
  );
  const bytes = Buffer.concat(frames.map(clientFrame));
  try {
    for (let at = 0; at < bytes.length; at += step) {
      reader.read(bytes, at, Math.min(at + step, bytes.length));
    }
  } catch (error) {
    assert.ok(error instanceof FrameError, String(error));
    flush();
    seen.push(`${error.closeCode} ${error.token}`);
  }
  flush();
  return seen;
}

const long = "l".repeat(70_000);
const medium = "m".repeat(126);

const cases: readonly (readonly [string, readonly ClientFrame[], readonly string[]])[] = [
  ["a text", [{ opcode: TEXT, payload: "Hallo, Wörld 𝄞" }], ["text Hallo, Wörld 𝄞"]],
  ["an empty text", [{ opcode: TEXT }], ["text "]],
  ["a text with a byte order mark", [{ opcode: TEXT, payload: "\ufeffa" }], ["text \ufeffa"]],
  [
    "lengths of 16 and 64 bits",
    [
      { opcode: TEXT, payload: medium },
      { opcode: BINARY, payload: medium },
      { opcode: BINARY, payload: long },
    ],
    [`text ${medium}`, `binary ${medium}${long}`],
  ],
  [
    "a text in fragments, with a ping between",
    [
      { opcode: TEXT, payload: "ü", isFinal: false },
      { opcode: PING, payload: "p" },
      { opcode: 0, isFinal: false },
      { opcode: 0, payload: "b" },
    ],
    ["ping p", "text üb"],
  ],
  [
    "a character that is cut by a fragment",
    [
      { opcode: TEXT, payload: Buffer.from([0xc3]), isFinal: false },
      { opcode: 0, payload: Buffer.from([0xbc]) },
    ],
    ["text ü"],
  ],
  [
    "binary fragments",
    [
      { opcode: BINARY, payload: "a", isFinal: false },
      { opcode: 0, payload: "b", isFinal: false },
      { opcode: 0, payload: "c" },
    ],
    ["binary abc"],
  ],
  ["a pong that was not asked for", [{ opcode: PONG, payload: "x" }], []],
  ["a close without a code", [{ opcode: CLOSE }], ["close 1005 "]],
  [
    "a close with a reason, and nothing behind it",
    [
      { opcode: CLOSE, payload: Buffer.from([0x0f, 0xa0, 0x62, 0x79, 0x65]) },
      { opcode: TEXT, payload: "late" },
    ],
    ["close 4000 bye"],
  ],
  ["no mask", [{ opcode: TEXT, payload: "a", isMasked: false }], ["1002 WS_UNMASKED"]],
  ["a reserved bit", [{ opcode: TEXT, payload: "a", reserved: 0x40 }], ["1002 WS_RESERVED_BIT"]],
  ["an unknown type", [{ opcode: 3 }], ["1002 WS_OPCODE"]],
  ["an unknown control type", [{ opcode: 11 }], ["1002 WS_OPCODE"]],
  ["a ping in fragments", [{ opcode: PING, isFinal: false }], ["1002 WS_CONTROL_FRAGMENT"]],
  ["a ping of 126 bytes", [{ opcode: PING, payload: medium }], ["1002 WS_CONTROL_LARGE"]],
  ["a continuation of nothing", [{ opcode: 0, payload: "a" }], ["1002 WS_CONTINUATION"]],
  [
    "a message within another",
    [
      { opcode: TEXT, payload: "a", isFinal: false },
      { opcode: BINARY, payload: "b" },
    ],
    ["1002 WS_CONTINUATION"],
  ],
  [
    "16 bits for a short length",
    [{ opcode: TEXT, length: 125, lengthBits: 16 }],
    ["1002 WS_LENGTH"],
  ],
  ["64 bits for 65535", [{ opcode: BINARY, length: 65535, lengthBits: 64 }], ["1002 WS_LENGTH"]],
  ["a text beyond the limit", [{ opcode: TEXT, length: 1001 }], ["1009 WS_TEXT_LARGE"]],
  [
    "fragments of a text beyond the limit",
    [
      { opcode: TEXT, payload: "a".repeat(900), isFinal: false },
      { opcode: 0, length: 101 },
    ],
    ["1009 WS_TEXT_LARGE"],
  ],
  [
    "a length that nothing follows",
    [{ opcode: BINARY, length: 2 ** 52, lengthBits: 64 }],
    ["1009 WS_WINDOW"],
  ],
  [
    "a text that is not UTF-8",
    [{ opcode: TEXT, payload: Buffer.from([0xff]) }],
    ["1007 WS_TEXT_ENCODING"],
  ],
  [
    "half a surrogate pair",
    [{ opcode: TEXT, payload: Buffer.from([0xed, 0xa0, 0x80]) }],
    ["1007 WS_TEXT_ENCODING"],
  ],
  [
    "a reason that is not UTF-8",
    [{ opcode: CLOSE, payload: Buffer.from([0x03, 0xe8, 0xc3]) }],
    ["1007 WS_TEXT_ENCODING"],
  ],
  ["half a close code", [{ opcode: CLOSE, payload: "a" }], ["1002 WS_CLOSE_CODE"]],
];

describe("FrameReader", () => {
  for (const [name, frames, expected] of cases) {
    it(`reads ${name}, in pieces of any size`, () => {
      for (const step of [1, 2, 3, 5, 7, 1000, 1_000_000]) {
        assert.deepEqual(read(frames, step), expected, `pieces of ${step} bytes`);
      }
    });
  }

  it("permits the close codes that may be sent, and no others", () => {
    const payload = (code: number) => Buffer.from([code >> 8, code & 0xff]);
    for (const code of [1000, 1003, 1007, 1011, 1014, 3000, 4000, 4999]) {
      assert.deepEqual(read([{ opcode: CLOSE, payload: payload(code) }], 4), [`close ${code} `]);
    }
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535]) {
      const seen = read([{ opcode: CLOSE, payload: payload(code) }], 4);
      assert.deepEqual(seen, ["1002 WS_CLOSE_CODE"], String(code));
    }
  });

  it("permits a binary frame as long as the window has room for it", () => {
    const frame = { opcode: BINARY, payload: "abcdef" };
    assert.deepEqual(read([frame], 100, 6), ["binary abcdef"]);
    assert.deepEqual(read([frame], 100, 5), ["1009 WS_WINDOW"]);
  });

  it("counts frames that carry next to nothing", () => {
    let count = 0;
    const reader = new FrameReader(
      {
        room: 100,
        onControl: () => {
          count += 1;
        },
        onBinary: () => {},
        onText: () => {},
        onPing: () => {},
        onClose: () => {},
      },
      100,
    );
    const frames: ClientFrame[] = [
      { opcode: PING },
      { opcode: PONG },
      { opcode: BINARY, payload: "1234", isFinal: false },
      { opcode: 0 },
      { opcode: BINARY, payload: "12345" },
    ];
    const bytes = Buffer.concat(frames.map(clientFrame));
    reader.read(bytes, 0, bytes.length);
    assert.equal(count, 4);
  });
});

describe("frames of a server", () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

  it("have the shortest length, and no mask", () => {
    assert.equal(hex(frameHeader(BINARY, 125)), "827d");
    assert.equal(hex(frameHeader(BINARY, 126)), "827e007e");
    assert.equal(hex(frameHeader(BINARY, 65535)), "827effff");
    assert.equal(hex(frameHeader(BINARY, 65536)), "827f0000000000010000");
    // RFC 6455 section 5.7.
    assert.equal(hex(textFrame("Hello")), "810548656c6c6f");
    assert.equal(hex(frameOf(PONG, Buffer.from("Hello"))), "8a0548656c6c6f");
  });

  it("cut a long reason at a character", () => {
    const frame = closeFrame(1011, "ü".repeat(100));
    assert.equal(frame.length, 2 + 2 + 122);
    assert.equal(Buffer.from(frame.subarray(4)).toString(), "ü".repeat(61));
  });
});
