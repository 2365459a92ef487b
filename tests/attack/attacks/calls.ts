/** Calls that are opened and left: unread, cancelled, or never ended. */

import { requestBlock } from "../wire/field-block.ts";
import { CANCEL, Flag, type FrameBatch, FrameType, Setting } from "../wire/frames.ts";
import { emptyMessage } from "../wire/messages.ts";
import type { Attack, Peer } from "./attack.ts";

const { END_HEADERS, END_STREAM } = Flag;
const largestWindow = 0x7fffffff;
const feed = requestBlock("Feed");
const stubborn = requestBlock("Stubborn");
const echo = requestBlock("Echo");

/** Writes a call with one empty message. */
function call(batch: FrameBatch, peer: Peer, block: Buffer): number {
  const id = peer.openStream();
  peer.takeWindow(id, emptyMessage.length);
  batch.headers(id, block, END_HEADERS);
  batch.data(id, emptyMessage, END_STREAM);
  return id;
}

export const calls: readonly Attack[] = [
  {
    name: "disconnect",
    sends:
      "one call that streams its response into a large window; reads nothing, is gone after 20 ms",
    settings: [[Setting.INITIAL_WINDOW_SIZE, largestWindow]],
    reads: false,
    pauseMs: 20,
    heldBy: "the end of the connection",
    create: (peer) => ({
      begin(batch) {
        batch.word(FrameType.WINDOW_UPDATE, 0, largestWindow - 65_535);
        call(batch, peer, feed);
      },
      write: () => peer.disconnect(),
    }),
  },
  {
    name: "unread-responses",
    sends: "100 calls that stream their responses into large windows; reads nothing, and stays",
    settings: [[Setting.INITIAL_WINDOW_SIZE, largestWindow]],
    reads: false,
    heldBy: "the socket's back-pressure",
    create: (peer) => ({
      begin(batch) {
        batch.word(FrameType.WINDOW_UPDATE, 0, largestWindow - 65_535);
        for (let index = 0; index < 100; index++) call(batch, peer, feed);
      },
      write() {},
    }),
  },
  {
    name: "cancelled-handlers",
    sends: "streaming calls that are cancelled after 50 ms while their handlers work on",
    pauseMs: 50,
    mostHandlers: 4_500,
    heldBy: "limits.maxAbandonedHandlers",
    create: (peer) => {
      let open: number[] = [];
      return {
        write(batch) {
          for (const id of open) batch.word(FrameType.RST_STREAM, id, CANCEL);
          for (const id of open) peer.closeStream(id);
          open = Array.from({ length: 100 }, () => call(batch, peer, stubborn));
        },
      };
    },
  },
  {
    name: "goaway-then-read",
    sends: "10 streamed responses with large windows, GOAWAY, and then reads on",
    settings: [[Setting.INITIAL_WINDOW_SIZE, largestWindow]],
    heldBy: "turnShare",
    create: (peer) => {
      const taken = new Map<number, number>();
      return {
        begin(batch) {
          batch.word(FrameType.WINDOW_UPDATE, 0, largestWindow - 65_535);
          for (let index = 0; index < 10; index++) call(batch, peer, feed);
          batch.frame(FrameType.GOAWAY, 0, 0, Buffer.alloc(8));
        },
        write(batch) {
          for (const [id, bytes] of taken) {
            if (bytes === 0) continue;
            batch.word(FrameType.WINDOW_UPDATE, id, bytes);
            batch.word(FrameType.WINDOW_UPDATE, 0, bytes);
            taken.set(id, 0);
          }
        },
        onFrame({ type, streamId, length }) {
          if (type === FrameType.DATA) taken.set(streamId, (taken.get(streamId) ?? 0) + length);
        },
      };
    },
  },
  {
    name: "too-many-streams",
    sends: "calls that never end, stream after stream",
    create: (peer) => ({
      write(batch) {
        for (let index = 0; index < 300; index++) {
          batch.headers(peer.openStream(), echo, END_HEADERS);
        }
      },
    }),
  },
];
