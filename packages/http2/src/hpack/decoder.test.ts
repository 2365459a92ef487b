import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionError, ErrorCode } from "../errors.ts";
import { HpackDecoder } from "./decoder.ts";
import { internName } from "./name-interning.ts";

const defaults = { maxTableSize: 4096, maxFieldSectionSize: 65_536 };

function latin1(text: string): number[] {
  return [...Buffer.from(text, "latin1")];
}

/** A raw string literal of fewer than 127 bytes. */
function literal(text: string): number[] {
  return [text.length, ...latin1(text)];
}

function decode(decoder: HpackDecoder, ...octets: number[]) {
  const bytes = Uint8Array.from([0xee, ...octets, 0xee]); // the ends must not be touched
  return decoder.decode(bytes, 1, bytes.length - 1);
}

function fails(token: string, ...octets: number[]): void {
  assert.throws(
    () => decode(new HpackDecoder(defaults), ...octets),
    (error) => {
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.token, token);
      assert.equal(error.errorCode, ErrorCode.COMPRESSION_ERROR);
      return true;
    },
  );
}

describe("blocks that break RFC 7541", () => {
  test("index 0", () => fails("H2_HPACK_INDEX_ZERO", 0x80));
  test("an index behind both tables", () => {
    fails("H2_HPACK_INDEX", 0xbe);
    fails("H2_HPACK_INDEX", 0xff, 0x80, 0x01);
    fails("H2_HPACK_INDEX", 0x7e, ...literal("v"));
    fails("H2_HPACK_INDEX", 0x0f, 0x2f, ...literal("v"));
    fails("H2_HPACK_INDEX", 0x1f, 0x2f, ...literal("v"));
  });
  test("an integer of more than five bytes", () => {
    fails("H2_HPACK_INT", 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    fails("H2_HPACK_INT", 0x7f, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    fails("H2_HPACK_INT", 0x41, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f);
  });
  test("ends inside of a field, at every byte", () => {
    const block = [0x40, ...literal("key"), ...literal("value")];
    for (let length = 1; length < block.length; length++) {
      fails("H2_HPACK_TRUNCATED", ...block.slice(0, length));
    }
    fails("H2_HPACK_TRUNCATED", 0xff);
    fails("H2_HPACK_TRUNCATED", 0xff, 0x80);
    fails("H2_HPACK_TRUNCATED", 0x3f);
    fails("H2_HPACK_TRUNCATED", 0x41, 0x7f, 0xff);
  });
  test("a string longer than the block, even by far", () => {
    fails("H2_HPACK_TRUNCATED", 0x41, 0x02, 0x61);
    fails("H2_HPACK_TRUNCATED", 0x41, 0x7f, 0xff, 0xff, 0xff, 0x7f);
  });
  test("violations inside of a Huffman coded string", () => {
    fails("H2_HPACK_HUFFMAN_EOS", 0x41, 0x84, 0xff, 0xff, 0xff, 0xff);
    fails("H2_HPACK_HUFFMAN_PADDING", 0x41, 0x82, 0x1f, 0xff);
    fails("H2_HPACK_HUFFMAN_PADDING", 0x41, 0x81, 0x1e);
  });
  test("a size update behind a field", () => {
    fails("H2_HPACK_SIZE_UPDATE_POSITION", 0x82, 0x20);
  });
  test("a size update above the limit", () => {
    fails("H2_HPACK_SIZE_UPDATE_LIMIT", 0x3f, 0xe2, 0x1f);
    assert.deepEqual(decode(new HpackDecoder(defaults), 0x3f, 0xe1, 0x1f).fields, []);
  });
  test("more than two size updates", () => {
    fails("H2_HPACK_SIZE_UPDATE_COUNT", 0x20, 0x21, 0x22);
    assert.deepEqual(decode(new HpackDecoder(defaults), 0x20, 0x3f, 0xe1, 0x1f).fields, []);
  });
});

describe("the limit of the table", () => {
  test("a reduced limit demands a size update at the next block", () => {
    for (const block of [[0x82], [0x3f, 0xe1, 0x1f, 0x82], []]) {
      const decoder = new HpackDecoder(defaults);
      decoder.setMaxTableSize(100);
      const token =
        block.length > 1 ? "H2_HPACK_SIZE_UPDATE_LIMIT" : "H2_HPACK_SIZE_UPDATE_MISSING";
      assert.throws(() => decode(decoder, ...block), { token });
    }
    const decoder = new HpackDecoder(defaults);
    decoder.setMaxTableSize(100);
    assert.deepEqual(decode(decoder, 0x3f, 0x45, 0x82).fields, [":method", "GET"]);
    assert.deepEqual(decode(decoder, 0x82).fields, [":method", "GET"]);
  });

  test("reduced and raised again, the lowest must be announced", () => {
    const setUp = (): HpackDecoder => {
      const decoder = new HpackDecoder(defaults);
      decoder.setMaxTableSize(0);
      decoder.setMaxTableSize(4096);
      return decoder;
    };
    assert.throws(() => decode(setUp(), 0x3f, 0xe1, 0x1f, 0x82), {
      token: "H2_HPACK_SIZE_UPDATE_MISSING",
    });
    assert.deepEqual(decode(setUp(), 0x20, 0x3f, 0xe1, 0x1f, 0x82).fields, [":method", "GET"]);
  });

  test("a raised limit demands nothing and is used only once announced", () => {
    const decoder = new HpackDecoder(defaults);
    decoder.setMaxTableSize(8192);
    assert.deepEqual(decode(decoder, 0x82).fields, [":method", "GET"]);
    assert.deepEqual(decode(decoder, 0x3f, 0xe1, 0x3f, 0x82).fields, [":method", "GET"]);
  });

  test("a smaller table evicts the oldest entries", () => {
    const decoder = new HpackDecoder(defaults);
    decode(decoder, 0x40, ...literal("a"), ...literal("1"), 0x40, ...literal("b"), ...literal("2"));
    assert.deepEqual(decode(decoder, 0xbf, 0xbe).fields, ["a", "1", "b", "2"]);
    decode(decoder, 0x3f, 0x0f); // 46 bytes: one entry of 34
    assert.deepEqual(decode(decoder, 0xbe).fields, ["b", "2"]);
    assert.throws(() => decode(decoder, 0xbf), { token: "H2_HPACK_INDEX" });
  });

  test("an entry larger than the table empties it", () => {
    const decoder = new HpackDecoder({ ...defaults, maxTableSize: 80 });
    decode(decoder, 0x40, ...literal("a"), ...literal("1"));
    const { fields } = decode(decoder, 0x40, ...literal("b"), ...literal("x".repeat(48)));
    assert.deepEqual(fields, ["b", "x".repeat(48)]);
    assert.throws(() => decode(decoder, 0xbe), { token: "H2_HPACK_INDEX" });
  });

  test("a literal may take its name from the entry that it evicts", () => {
    const decoder = new HpackDecoder({ ...defaults, maxTableSize: 50 });
    decode(decoder, 0x40, ...literal("name"), ...literal("1"));
    assert.deepEqual(decode(decoder, 0x7e, ...literal("2")).fields, ["name", "2"]);
    assert.deepEqual(decode(decoder, 0xbe).fields, ["name", "2"]);
  });

  test("holds as many entries as fit, in their order", () => {
    const decoder = new HpackDecoder(defaults);
    for (let i = 0; i < 500; i++) decode(decoder, 0x40, ...literal("n"), ...literal(`${i}`));
    // Each counts 36 bytes: 113 of them fit.
    for (let k = 0; k < 113; k++) {
      const index = 62 + k;
      const octets = index < 127 ? [0x80 + index] : [0xff, index - 127];
      assert.deepEqual(decode(decoder, ...octets).fields, ["n", `${499 - k}`]);
    }
    assert.throws(() => decode(decoder, 0xff, 62 + 113 - 127), { token: "H2_HPACK_INDEX" });
  });
});

describe("the section", () => {
  test("counts 32 for each field beside name and value", () => {
    const section = decode(
      new HpackDecoder(defaults),
      0x82,
      0x40,
      ...literal("a"),
      ...literal("bc"),
    );
    assert.equal(section.size, 7 + 3 + 32 + (1 + 2 + 32));
    assert.equal(section.malformed, undefined);
  });

  test("is empty for an empty block", () => {
    assert.deepEqual(decode(new HpackDecoder(defaults)).fields, []);
  });

  test("has one character per byte", () => {
    const value = Array.from({ length: 224 }, (_, i) => String.fromCharCode(32 + i)).join("");
    const octets = [0x00, ...literal("n"), 0x7f, value.length + 1 - 127, 0x01];
    const text = `!${value.slice(1)}`;
    assert.deepEqual(
      decode(new HpackDecoder(defaults), ...octets.slice(0, 3), 0x7f, 0x61, ...latin1(text)).fields,
      ["n", text],
    );
  });

  test("over the limit is cut off and keeps the table in step", () => {
    const decoder = new HpackDecoder({ maxTableSize: 4096, maxFieldSectionSize: 100 });
    const big = decode(
      decoder,
      ...[0x40, ...literal("a"), ...literal("1")],
      ...[0x40, ...literal("b"), ...literal("x".repeat(60))],
      ...[0x40, ...literal("c"), ...literal("3")],
    );
    assert.equal(big.malformed, "H2_FIELD_SECTION_TOO_LARGE");
    assert.deepEqual(big.fields, ["a", "1"]);
    assert.equal(big.size, 34 + 93 + 34);
    assert.deepEqual(decode(decoder, 0xbe, 0xc0).fields, ["c", "3", "a", "1"]);
  });

  test("of a bomb (a large entry, repeated by index) does not grow", () => {
    const decoder = new HpackDecoder(defaults);
    const value = "x".repeat(3000);
    const block = [0x40, ...literal("n"), 0x7f, 3000 - 127 - 22 * 128 + 128, 22, ...latin1(value)];
    assert.equal(decode(decoder, ...block).fields[1], value);
    const section = decode(decoder, ...new Array<number>(16_000).fill(0xbe));
    assert.equal(section.malformed, "H2_FIELD_SECTION_TOO_LARGE");
    assert.ok(section.fields.length <= (65_536 / 3033) * 2);
    assert.equal(section.size, 16_000 * 3033);
  });
});

describe("what only HTTP/2 forbids", () => {
  const cases: [token: string, name: string, value: string][] = [
    ["H2_FIELD_NAME_EMPTY", "", "v"],
    ["H2_FIELD_NAME_UPPER_CASE", "Name", "v"],
    ["H2_FIELD_NAME_UPPER_CASE", "namE", "v"],
    ["H2_FIELD_NAME_CHARACTER", "na me", "v"],
    ["H2_FIELD_NAME_CHARACTER", "n\0", "v"],
    ["H2_FIELD_NAME_CHARACTER", "n\x7f", "v"],
    ["H2_FIELD_NAME_CHARACTER", "n\xe4", "v"],
    ["H2_FIELD_NAME_COLON", "a:b", "v"],
    ["H2_FIELD_NAME_COLON", "::", "v"],
    ["H2_FIELD_VALUE_CHARACTER", "n", "a\0b"],
    ["H2_FIELD_VALUE_CHARACTER", "n", "a\rb"],
    ["H2_FIELD_VALUE_CHARACTER", "n", "a\nb"],
    ["H2_FIELD_VALUE_SPACE", "n", " a"],
    ["H2_FIELD_VALUE_SPACE", "n", "a "],
    ["H2_FIELD_VALUE_SPACE", "n", "\ta"],
    ["H2_FIELD_VALUE_SPACE", "n", "a\t"],
    ["H2_FIELD_VALUE_SPACE", "n", " "],
  ];
  for (const [token, name, value] of cases) {
    test(`${token}: ${JSON.stringify(name)}: ${JSON.stringify(value)}`, () => {
      const decoder = new HpackDecoder(defaults);
      const inserted = decode(decoder, 0x40, ...literal(name), ...literal(value));
      assert.equal(inserted.malformed, token);
      assert.deepEqual(inserted.fields, [name, value]);
      assert.equal(decode(decoder, 0x82, 0xbe).malformed, token, "from the table");
      const again = decode(decoder, 0x82, 0x00, ...literal(name), ...literal(value), 0x82);
      assert.equal(again.malformed, token, "without the table");
      assert.equal(decode(decoder, 0x82).malformed, undefined);
      const reused = decode(decoder, 0x0f, 0x2f, ...literal("fine"));
      assert.equal(reused.malformed, token.startsWith("H2_FIELD_NAME") ? token : undefined);
    });
  }

  test("pseudo-fields, tabs and bytes above ASCII within values are fine", () => {
    const decoder = new HpackDecoder(defaults);
    const section = decode(
      decoder,
      ...[0x00, ...literal(":path"), ...literal("/a")],
      ...[0x00, ...literal("x-1_~"), ...literal("a\t b\x7f\xff")],
      ...[0x00, ...literal("e"), ...literal("")],
    );
    assert.equal(section.malformed, undefined);
  });
});

describe("repeated blocks", () => {
  test("come back as the same section while the table stands still", () => {
    const decoder = new HpackDecoder(defaults);
    const block = [0x83, 0x86, 0x00, ...literal("a"), ...literal("1")];
    const first = decode(decoder, ...block);
    first.memo = "kept";
    assert.equal(decode(decoder, ...block), first);
    assert.equal(decode(decoder, ...block).memo, "kept");
    assert.notEqual(decode(decoder, ...block.slice(0, -1), 0x32), first);
    assert.equal(decode(decoder, ...block), first);
  });

  test("are decoded anew when the table has changed", () => {
    const decoder = new HpackDecoder(defaults);
    decode(decoder, 0x40, ...literal("a"), ...literal("1"));
    const before = decode(decoder, 0xbe);
    const generation = decoder.generation;
    assert.deepEqual(before.fields, ["a", "1"]);
    decode(decoder, 0x40, ...literal("b"), ...literal("2"));
    assert.notEqual(decoder.generation, generation);
    assert.deepEqual(decode(decoder, 0xbe).fields, ["b", "2"]);
  });

  test("that change the table are never taken from memory", () => {
    const decoder = new HpackDecoder(defaults);
    const block = [0x40, ...literal("a"), ...literal("1")];
    const first = decode(decoder, ...block);
    assert.notEqual(decode(decoder, ...block), first);
    assert.deepEqual(decode(decoder, 0xbe, 0xbf).fields, ["a", "1", "a", "1"]);
  });

  test("do not hide that a size update is missing", () => {
    const decoder = new HpackDecoder(defaults);
    decode(decoder, 0x82);
    decode(decoder, 0x82);
    decoder.setMaxTableSize(0);
    assert.throws(() => decode(decoder, 0x82), { token: "H2_HPACK_SIZE_UPDATE_MISSING" });
  });

  test("longer than 64 bytes are not remembered", () => {
    const decoder = new HpackDecoder(defaults);
    const block = [0x00, ...literal("a"), ...literal("x".repeat(62))];
    assert.notEqual(decode(decoder, ...block), decode(decoder, ...block));
  });
});

test("random bytes only ever throw COMPRESSION_ERROR", () => {
  let seed = 7541;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  let decoded = 0;
  for (let round = 0; round < 20_000; round++) {
    const decoder = new HpackDecoder(defaults);
    const octets = Array.from({ length: random(40) }, () => random(256));
    try {
      decode(decoder, ...octets);
      decoded++;
    } catch (error) {
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.errorCode, ErrorCode.COMPRESSION_ERROR);
    }
  }
  assert.ok(decoded > 100, `${decoded} decoded`);
});

test("names are interned: equal ones are told apart from others in no time", () => {
  assert.equal(internName(Buffer.from("x-some-name").toString("latin1")), "x-some-name");
  const first = internName(Buffer.from("x-other").toString("latin1"));
  assert.equal(first, "x-other");
  for (let i = 0; i < 2000; i++) assert.equal(internName(`made-up-${i}`), `made-up-${i}`);
  assert.equal(internName("x-other"), first);
});
