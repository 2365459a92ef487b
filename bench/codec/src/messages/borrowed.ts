// The messages that other libraries measure themselves by, filled as theirs are. No optional field holds
// its zero: not every library tells that from an absent one.

import { Everything, Nested, Records, Tile, Wide } from "../../gen/borrowed.ts";
import { below, bytes, list, millis, oneIn, word, words } from "../random.ts";

/** About 60 bytes. */
export function nested(): Nested {
  return Nested.create({
    text: words(5),
    amount: below(10_000),
    inner: {
      day: 20_000_000 + below(400_000),
      innermost: {
        long: (BigInt(below(200_000)) << 32n) + BigInt(below(2 ** 32)),
        level: below(5),
        offset: below(200) - 100,
      },
      flags: { bits: list(7, () => oneIn(2)), factor: below(10_000) / 10 },
    },
    ratio: below(16) / 4,
  });
}

type EverythingInit = NonNullable<Parameters<typeof Everything.create>[0]>;

/** The message of about 60 bytes that lies many times in the large one. */
function small(): EverythingInit {
  return {
    doubleField: below(1_000_000) / 1000,
    int32Field: below(2 ** 31) - 2 ** 30,
    uint32Field: below(2 ** 32),
    int64Field: millis(),
    boolField: oneIn(2) || undefined,
    stringField: word(8, 16),
    bytesField: bytes(8),
    enumField: 1 + below(2),
  };
}

/** About 5 kB. */
export function everything(): Everything {
  return Everything.create({
    ...small(),
    id: below(1_000_000),
    messageField: small(),
    doubles: list(30, () => below(1_000_000) / 997),
    int32s: list(30, () => below(2 ** below(31)) - below(100)),
    int64s: list(30, () => millis() - 1_700_000_000_000n),
    bools: list(30, () => oneIn(2)),
    shortStrings: list(20, () => word(4, 12)),
    longStrings: list(4, () => words(30)),
    shortBytes: list(10, () => bytes(12)),
    longBytes: list(2, () => bytes(400)),
    enums: list(30, () => below(3)),
    messages: list(10, small),
    int32ByInt32: new Map(list(10, () => [below(1_000_000), below(1_000_000)])),
    int64ByInt64: new Map(list(10, () => [millis(), millis()])),
    messageByString: new Map(list(5, () => [word(6, 12), small()])),
    enumByString: new Map(list(10, () => [word(6, 12), below(3)])),
    eitherEnum: { case: "thatEnum", value: 1 + below(2) },
    eitherMessage: { case: "thisMessage", value: small() },
    eitherScalar: oneIn(2)
      ? { case: "thisInt32", value: 1 + below(1000) }
      : { case: "thatBool", value: true },
  });
}

const zigzag = (delta: number) => ((delta << 1) ^ (delta >> 31)) >>> 0;

/** One ring or line: a move, lines to near points, and for a polygon the way back. */
function geometry(points: number, isClosed: boolean): number[] {
  const near = (range: number) => zigzag(below(range * 2) - range);
  const commands = [(1 << 3) | 1, near(2000), near(2000), ((points << 3) | 2) >>> 0];
  for (let i = 0; i < points; i++) commands.push(near(60), near(60));
  if (isClosed) commands.push((1 << 3) | 7);
  return commands;
}

/** About 10 kB. */
export function tile(): Tile {
  return Tile.create({
    layers: list(4, () => ({
      version: 2,
      name: word(4, 12),
      extent: 4096,
      keys: list(8, () => word(3, 14)),
      values: list(24, () => {
        if (oneIn(3)) return { uintValue: BigInt(1 + below(100_000)) };
        if (oneIn(4)) return { doubleValue: (1 + below(1_000_000)) / 1000 };
        return oneIn(4) ? { boolValue: true } : { stringValue: words(1 + below(3)) };
      }),
      features: list(40, () => {
        const shape = 1 + below(3);
        return {
          id: BigInt(1 + below(10_000_000)),
          tags: list(2 + below(4), () => [below(8), below(24)]).flat(),
          shape,
          geometry:
            shape === 1 ? geometry(0, false).slice(0, 3) : geometry(4 + below(24), shape === 3),
        };
      }),
    })),
  });
}

/** About 230 bytes, a third of the fields set. */
export function wide(): Wide {
  return Wide.create({
    field1: word(0, 12),
    field9: words(3),
    field18: oneIn(2) ? "" : word(5, 10),
    field80: oneIn(4),
    field81: true,
    field2: below(1000),
    field3: below(100_000),
    field280: below(10),
    field6: oneIn(2) ? 0 : below(50),
    field22: millis(),
    field4: words(2),
    field5: list(4 + below(3), () => millis() * 1000n),
    field59: oneIn(2),
    field7: word(8, 24),
    field16: below(20),
    field130: below(2 ** 20),
    field12: true,
    field17: oneIn(2),
    field14: oneIn(3),
    field100: below(100),
    field102: word(4, 10),
    field29: below(3),
    field271: -below(1000),
    field272: below(2 ** 28),
    field15: {
      field1: below(100),
      field2: below(100_000),
      field15: word(6, 18),
      field12: oneIn(2),
      field13: millis(),
      field19: below(8),
      field21: millis() * 1000n,
      field203: below(2 ** 32),
      field204: below(4),
      field205: word(0, 8),
      field207: BigInt(below(2 ** 32)),
      field300: BigInt(below(1000)),
    },
    field128: below(5),
    field131: below(5),
  });
}

/** About 20 kB in a hundred records. */
export function records(): Records {
  return Records.create({
    field1: words(4),
    field3: millis(),
    field4: millis(),
    field30: BigInt(1 + below(1000)),
    field75: oneIn(2) || undefined,
    field6: word(20, 40),
    field2: bytes(30),
    field21: 1 + below(10),
    field25: (1 + below(1000)) / 8,
    field109: 1 + below(100),
    field210: 1 + below(100_000),
    record: list(80 + below(40), () => ({
      field11: (1 + below(1000)) / 8,
      field26: oneIn(2) ? (1 + below(100)) / 4 : undefined,
      field12: words(1 + below(3)),
      field13: words(4 + below(8)),
      field14: list(below(3), () => word(6, 20)),
      field15: millis() * 1000n,
      field5: 1 + below(1000),
      field28: oneIn(3) ? 1 + below(10) : undefined,
      field29: oneIn(3) ? word(8, 12) : undefined,
      field22: list(below(3), () => word(3, 9)),
      field73: list(below(6), () => below(100_000)),
      field24: oneIn(2) ? words(3) : undefined,
      field31: oneIn(2)
        ? {
            field1: (1 + below(80)) / 8,
            field2: (1 + below(80)) / 8,
            field4: oneIn(2) || undefined,
            field11: millis(),
          }
        : undefined,
    })),
    field128: list(4, () => words(2)),
    field131: millis(),
    field127: list(4, () => word(5, 15)),
    field130: list(8, millis),
    field205: oneIn(2) || undefined,
  });
}
