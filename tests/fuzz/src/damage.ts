// Random values, and how they are damaged.
import fc from "fast-check";
import type { Random } from "./random.ts";

/** A value, the same for the same random numbers. */
export function one<T>(arbitrary: fc.Arbitrary<T>, random: Random): T {
  const [value] = fc.sample(arbitrary, { seed: random.below(2 ** 31), numRuns: 1 });
  return value as T;
}

/** Bytes on the edge of something: ends of varints, tags of all wire types, lengths. */
const edgeBytes = [0, 1, 2, 3, 4, 5, 8, 10, 11, 12, 0x7f, 0x80, 0x81, 0xff];

/** Bytes with some taken out, put in, doubled or changed. */
export function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const list = [...bytes];
  for (let i = random.pick([1, 1, 2, 5, 20]); i > 0; i--) {
    const at = random.below(list.length + 1);
    const count = random.pick([0, 1, 1, 3, random.below(30)]);
    switch (random.below(4)) {
      case 0:
        list.splice(at, count);
        break;
      case 1:
        list.splice(at, 0, ...random.bytes(count));
        break;
      case 2:
        list.splice(at, 0, ...list.slice(at, at + count));
        break;
      default:
        list.splice(at, 1, random.chance(70) ? random.pick(edgeBytes) : random.below(256));
    }
  }
  return Uint8Array.from(list);
}

/** Text with some of it taken out, doubled, or replaced by one of the pieces. */
export function damageText(text: string, pieces: readonly string[], random: Random): string {
  let damaged = text;
  for (let i = random.pick([1, 1, 2, 4, 12]); i > 0; i--) {
    const at = random.below(damaged.length + 1);
    const count = random.pick([0, 0, 1, 2, random.below(40)]);
    const added = random.chance(50)
      ? random.pick(pieces)
      : damaged.slice(at, at + random.below(30));
    damaged = damaged.slice(0, at) + added + damaged.slice(at + count);
  }
  return damaged;
}
