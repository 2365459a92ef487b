// Field blocks that cannot be decoded: RFC 9113 section 4.3, RFC 7541.
import { fieldBlock, tableSize } from "../../attack/wire/field-block.ts";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, okTrailers, responseFields } from "../fields.ts";
import { connectionError, ends } from "../scene.ts";

const status200 = Buffer.of(0x88);
const broken: readonly (readonly [section: string, title: string, block: Buffer])[] = [
  ["RFC 7541 6.1", "index 0", Buffer.of(0x80)],
  ["RFC 7541 2.3.3", "an index beyond both tables", Buffer.of(0x88, 0xff, 0x00)],
  [
    "RFC 7541 2.3.3",
    "a literal whose name's index is beyond both tables",
    Buffer.of(0x88, 0x7f, 0x20, 1, 0x61),
  ],
  ["RFC 7541 5.1", "an integer that does not end", Buffer.of(0x88, 0xff)],
  [
    "RFC 7541 5.1",
    "an integer beyond 32 bits",
    Buffer.of(0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f),
  ],
  [
    "RFC 7541 5.1",
    "an integer with bytes without end",
    Buffer.concat([Buffer.of(0x88, 0xff), Buffer.alloc(64, 0x80)]),
  ],
  ["RFC 7541 5.2", "a name longer than the block", Buffer.of(0x88, 0x00, 0x20, 0x61)],
  ["RFC 7541 5.2", "a value longer than the block", Buffer.of(0x88, 0x00, 1, 0x61, 0x20, 0x62)],
  ["RFC 7541 5.2", "Huffman padding with a 0 bit", Buffer.of(0x88, 0x00, 1, 0x61, 0x81, 0x18)],
  [
    "RFC 7541 5.2",
    "Huffman padding of more than 7 bits",
    Buffer.of(0x88, 0x00, 1, 0x61, 0x82, 0x1f, 0xff),
  ],
  [
    "RFC 7541 5.2",
    "a Huffman string with EOS in it",
    Buffer.of(0x88, 0x00, 1, 0x61, 0x84, 0xff, 0xff, 0xff, 0xff),
  ],
  [
    "RFC 7541 4.2",
    "a table size beyond SETTINGS_HEADER_TABLE_SIZE",
    Buffer.concat([tableSize(1 << 20), status200]),
  ],
  ["RFC 7541 4.2", "a table size update behind a field", Buffer.concat([status200, tableSize(0)])],
];

const hpack = broken.map(([name, title, bytes]) => {
  const add = section(name);
  add(`${title} is a connection error COMPRESSION_ERROR`, async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    peer.frame(FrameType.HEADERS, Flag.END_HEADERS, stream, bytes);
    await connectionError(peer, outcome, "COMPRESSION_ERROR");
  });
  return add;
});

const table = section("RFC 7541 3.2");

table("the dynamic table lives from one block to the next", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(
    FrameType.HEADERS,
    Flag.END_HEADERS,
    stream,
    Buffer.concat([fieldBlock([["grpc-status", "0"]], "indexed"), status200]).subarray(0, 0),
  );
  // An empty block is a response without :status: a malformed one.
  const failed = await ends(outcome, "INTERNAL");
  if (!/H2_STATUS_MISSING/.test(failed.text)) throw new Error(`unexpected text: ${failed.text}`);
  const second = scene.call();
  const next = await peer.request();
  const first = Buffer.concat([
    status200,
    fieldBlock(
      [
        ["content-type", "application/grpc"],
        ["grpc-status", "0"],
      ],
      "indexed",
    ),
  ]);
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, next, first);
  peer.frame(FrameType.DATA, 0, next, Buffer.alloc(5));
  // 62 is the newest entry: grpc-status 0.
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS | Flag.END_STREAM, next, Buffer.of(0x80 | 62));
  await ends(second, "OK");
});

table("a block for a stream that the client has reset still changes the table", async (scene) => {
  const abort = new AbortController();
  const { peer, stream, outcome } = await scene.open({ signal: abort.signal });
  abort.abort();
  await peer.reset(stream);
  await ends(outcome, "CANCELLED");
  const late = Buffer.concat([status200, fieldBlock([["grpc-status", "0"]], "indexed")]);
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, stream, late);
  const second = scene.call();
  const next = await peer.request();
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, next, block(...responseFields));
  peer.frame(FrameType.DATA, 0, next, Buffer.alloc(5));
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS | Flag.END_STREAM, next, Buffer.of(0x80 | 62));
  await ends(second, "OK");
});

table("a server that sets its table size to 0 and back is understood", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const bytes = Buffer.concat([tableSize(0), tableSize(4096), block(...responseFields)]);
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, stream, bytes);
  peer.frame(FrameType.DATA, 0, stream, Buffer.alloc(5));
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS | Flag.END_STREAM, stream, block(...okTrailers));
  await ends(outcome, "OK");
});

const encoder = section("RFC 7541 4.2");

encoder("the client says so when the server's table size shrinks to 0", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([1, 0]);
  const { streamId, payload } = await peer.next(
    "HEADERS",
    ({ type }) => type === FrameType.HEADERS,
  );
  if (((payload[0] as number) & 0xe0) !== 0x20) {
    throw new Error(
      `the block begins with 0x${payload[0]?.toString(16)}, not with a table size update`,
    );
  }
  await peer.next("END_STREAM", (one) => one.streamId === streamId && (one.flags & 1) !== 0);
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, streamId, block(...responseFields));
  peer.frame(FrameType.DATA, 0, streamId, Buffer.alloc(5));
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS | Flag.END_STREAM, streamId, block(...okTrailers));
  await ends(outcome, "OK");
});

export const hpackCases = [
  ...hpack.flatMap(({ cases }) => cases),
  ...table.cases,
  ...encoder.cases,
];
