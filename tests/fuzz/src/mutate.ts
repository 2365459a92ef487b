import type { Random } from "./random.ts";

/** The client's preface in front of the frames. */
export const PREFACE_LENGTH = 24;

/** Numbers on the edge of something. */
const edges = [
  0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x4000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** A frame with its header of nine bytes. */
function cutFrames(bytes: Uint8Array, start: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let at = start;
  while (at + 9 <= bytes.length) {
    const length = 9 + readUint24(bytes, at);
    frames.push(bytes.slice(at, at + length));
    at += length;
  }
  return frames;
}

function readUint24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(9 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, payload.length >> 8);
  bytes[2] = payload.length;
  bytes[3] = type;
  bytes[4] = flags;
  view.setUint32(5, streamId);
  bytes.set(payload, 9);
  return bytes;
}

function randomFrame(random: Random): Uint8Array {
  const type = random.below(12);
  const flags = random.pick([0, 1, 4, 5, 8, 9, 0x0d, 0x20, 0x2d, random.below(256)]);
  const streamId = random.pick([0, 1, 3, 5, 7, 9, 11, 2, random.pick(edges)]);
  const length = random.pick([0, 4, 5, 6, 8, 12, random.below(60), random.below(17_000)]);
  const payload = random.bytes(length);
  if (length >= 4 && random.chance(50)) {
    new DataView(payload.buffer).setUint32(0, random.pick(edges));
  }
  return frame(type, flags, streamId, payload);
}

/** Changes one thing about the frames. */
function changeFrames(frames: Uint8Array[], random: Random, others: readonly Uint8Array[]): void {
  const at = random.below(frames.length + 1);
  const found = frames[at];
  switch (random.below(9)) {
    case 0:
      frames.splice(at, 1);
      break;
    case 1:
      frames.splice(at, 0, randomFrame(random));
      break;
    case 2:
      if (found !== undefined) frames.splice(at, 0, found.slice());
      break;
    case 3: {
      const other = random.below(frames.length);
      const swapped = frames[other];
      if (found === undefined || swapped === undefined) break;
      frames[at] = swapped;
      frames[other] = found;
      break;
    }
    case 4: // flags or type
      if (found !== undefined)
        found[random.chance(80) ? 4 : 3] = random.pick([0, 1, 4, 5, 8, 0x20, random.below(256)]);
      break;
    case 5: // the stream
      if (found !== undefined) {
        new DataView(found.buffer).setUint32(
          5,
          random.pick([0, 1, 2, 3, 5, 7, random.pick(edges)]),
        );
      }
      break;
    case 6: // shorter, with a length that fits
      if (found !== undefined && found.length > 9) {
        const keep = 9 + random.below(found.length - 9);
        frames[at] = frame(
          found[3] ?? 0,
          found[4] ?? 0,
          new DataView(found.buffer).getUint32(5),
          found.subarray(9, keep),
        );
      }
      break;
    case 7: // a number in the payload
      if (found !== undefined && found.length >= 13) {
        const where = 9 + random.below(found.length - 12);
        new DataView(found.buffer).setUint32(where, random.pick(edges));
      }
      break;
    default:
      if (others.length > 0) frames.splice(at, 0, random.pick(others).slice());
  }
}

/**
 * Bytes as a peer might send them that is broken or hostile: valid ones with some frames or bytes
 * changed, possibly cut off.
 *
 * @param others frames to mix in
 */
export function mutate(
  valid: Uint8Array,
  start: number,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  const frames = cutFrames(valid, start);
  const changes = random.pick([0, 1, 1, 2, 3, 5, 20]);
  for (let i = 0; i < changes; i++) changeFrames(frames, random, others);
  const joined = Buffer.concat([valid.subarray(0, start), ...frames]);
  const flips = random.pick([0, 0, 0, 1, 2, 10]);
  for (let i = 0; i < flips; i++) {
    // Mostly behind the handshake, or little else would ever be reached.
    const at = random.chance(90)
      ? start + random.below(joined.length - start)
      : random.below(joined.length);
    joined[at] = random.below(256);
  }
  const end = random.chance(30) ? random.below(joined.length + 1) : joined.length;
  return new Uint8Array(joined.subarray(0, end));
}

/** All frames of several recordings. */
export function framesOf(
  recordings: readonly { bytes: Uint8Array; start: number }[],
): Uint8Array[] {
  return recordings.flatMap(({ bytes, start }) => cutFrames(bytes, start));
}

/** Cuts bytes into chunks as a socket might. */
export function* inChunks(bytes: Uint8Array, random: Random): Iterable<Uint8Array> {
  const most = random.pick([1, 3, 9, 17, 100, 1000, 16_384, 65_536]);
  // Byte by byte takes long for much.
  const size = bytes.length > 20_000 ? Math.max(most, 100) : most;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.below(size));
    yield bytes.slice(at, end);
    at = end;
  }
}
