/**
 * The examples of RFC 7541 appendix C, each by its section number.
 * @see https://www.rfc-editor.org/rfc/rfc7541#appendix-C
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OutputBuffer } from "../output-buffer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import { writeInteger } from "./integer.ts";

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function createDecoder(maxTableSize: number): HpackDecoder {
  return new HpackDecoder({ maxTableSize, maxFieldSectionSize: 65_536 });
}

function decodeHex(decoder: HpackDecoder, hex: string): string[] {
  const bytes = fromHex(hex);
  return decoder.decode(bytes, 0, bytes.length).fields;
}

/** Looks the dynamic table's entries up one by one, newest first. */
function tableOf(decoder: HpackDecoder, length: number): string[] {
  const entries: string[] = [];
  for (let i = 0; i < length; i++) {
    entries.push(...decodeHex(decoder, (0x80 + 62 + i).toString(16)));
  }
  const beyond = (0x80 + 62 + length).toString(16);
  assert.throws(() => decodeHex(decoder, beyond), { token: "H2_HPACK_INDEX" });
  return entries;
}

interface Step {
  readonly name: string;
  readonly hex: string;
  readonly fields: string[];
  readonly table: string[];
}

/** Decodes the steps in one context; the table is looked at in a context of its own per step. */
function testSteps(maxTableSize: number, steps: readonly Step[]): void {
  for (const [index, step] of steps.entries()) {
    test(step.name, () => {
      const decoder = createDecoder(maxTableSize);
      for (const earlier of steps.slice(0, index)) decodeHex(decoder, earlier.hex);
      assert.deepEqual(decodeHex(decoder, step.hex), step.fields);
      assert.deepEqual(tableOf(decoder, step.table.length / 2), step.table);
    });
  }
}

describe("C.1 integers", () => {
  const cases = [
    { name: "C.1.1 10 with a 5 bit prefix", mask: 0x1f, value: 10, hex: "0a" },
    { name: "C.1.2 1337 with a 5 bit prefix", mask: 0x1f, value: 1337, hex: "1f9a0a" },
    { name: "C.1.3 42 from an octet boundary", mask: 0xff, value: 42, hex: "2a" },
  ];
  for (const { name, mask, value, hex } of cases) {
    test(name, () => {
      const out = new OutputBuffer(16);
      writeInteger(out, 0, mask, value);
      assert.equal(toHex(out.bytes.subarray(0, out.position)), hex);
    });
  }

  test("C.1.1 and C.1.2 read, as the sizes of table size updates", () => {
    const within = createDecoder(1337);
    decodeHex(within, "2a");
    decodeHex(within, "3f9a0a");
    assert.throws(() => decodeHex(createDecoder(1336), "3f9a0a"), {
      token: "H2_HPACK_SIZE_UPDATE_LIMIT",
      message: /asks for 1337 bytes/,
    });
  });
});

describe("C.2 forms of fields", () => {
  testSteps(4096, [
    {
      name: "C.2.1 literal with incremental indexing",
      hex: "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
      fields: ["custom-key", "custom-header"],
      table: ["custom-key", "custom-header"],
    },
  ]);
  testSteps(4096, [
    {
      name: "C.2.2 literal without indexing",
      hex: "040c 2f73 616d 706c 652f 7061 7468",
      fields: [":path", "/sample/path"],
      table: [],
    },
  ]);
  testSteps(4096, [
    {
      name: "C.2.3 literal never indexed",
      hex: "1008 7061 7373 776f 7264 0673 6563 7265 74",
      fields: ["password", "secret"],
      table: [],
    },
  ]);
  testSteps(4096, [{ name: "C.2.4 indexed", hex: "82", fields: [":method", "GET"], table: [] }]);

  test("C.2.3 written", () => {
    const out = new OutputBuffer(64);
    const encoder = new HpackEncoder();
    encoder.begin(out);
    encoder.sensitiveField(out, "authorization", "secret");
    assert.equal(toHex(out.bytes.subarray(0, out.position)), "1f0806736563726574");
  });
});

const firstRequest = [
  ...[":method", "GET", ":scheme", "http", ":path", "/"],
  ...[":authority", "www.example.com"],
];
const secondRequest = [...firstRequest, "cache-control", "no-cache"];
const thirdRequest = [
  ...[":method", "GET", ":scheme", "https", ":path", "/index.html"],
  ...[":authority", "www.example.com", "custom-key", "custom-value"],
];
const requestTables = [
  [":authority", "www.example.com"],
  ["cache-control", "no-cache", ":authority", "www.example.com"],
  [
    ...["custom-key", "custom-value", "cache-control", "no-cache"],
    ...[":authority", "www.example.com"],
  ],
] as const;
const requests = [firstRequest, secondRequest, thirdRequest] as const;

function requestSteps(prefix: string, blocks: readonly string[]): Step[] {
  const names = ["first", "second", "third"];
  return blocks.map((hex, i) => ({
    name: `${prefix}.${i + 1} ${names[i]} request`,
    hex,
    fields: requests[i] as string[],
    table: [...(requestTables[i] as readonly string[])],
  }));
}

const plainRequests = [
  "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
  "8286 84be 5808 6e6f 2d63 6163 6865",
  "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
];
const huffmanRequests = [
  "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
  "8286 84be 5886 a8eb 1064 9cbf",
  "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
];

describe("C.3 requests without Huffman coding", () => {
  testSteps(4096, requestSteps("C.3", plainRequests));
});

describe("C.4 requests with Huffman coding", () => {
  testSteps(4096, requestSteps("C.4", huffmanRequests));

  test("C.4 written byte for byte", () => {
    const encoder = new HpackEncoder();
    for (const [i, fields] of requests.entries()) {
      const out = new OutputBuffer(8);
      encoder.begin(out);
      for (let k = 0; k < fields.length; k += 2) {
        encoder.indexedField(out, fields[k] as string, fields[k + 1] as string);
      }
      const expected = (huffmanRequests[i] as string).replaceAll(" ", "");
      assert.equal(toHex(out.bytes.subarray(0, out.position)), expected);
    }
  });
});

const date21 = "Mon, 21 Oct 2013 20:13:21 GMT";
const date22 = "Mon, 21 Oct 2013 20:13:22 GMT";
const cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
const place = "https://www.example.com";
const responses = [
  [":status", "302", "cache-control", "private", "date", date21, "location", place],
  [":status", "307", "cache-control", "private", "date", date21, "location", place],
  [
    ...[":status", "200", "cache-control", "private", "date", date22, "location", place],
    ...["content-encoding", "gzip", "set-cookie", cookie],
  ],
] as const;
const responseTables = [
  ["location", place, "date", date21, "cache-control", "private", ":status", "302"],
  [":status", "307", "location", place, "date", date21, "cache-control", "private"],
  ["set-cookie", cookie, "content-encoding", "gzip", "date", date22],
] as const;

function responseSteps(prefix: string, blocks: readonly string[]): Step[] {
  const names = ["first", "second", "third"];
  return blocks.map((hex, i) => ({
    name: `${prefix}.${i + 1} ${names[i]} response, with evictions from a table of 256 bytes`,
    hex,
    fields: [...(responses[i] as readonly string[])],
    table: [...(responseTables[i] as readonly string[])],
  }));
}

describe("C.5 responses without Huffman coding", () => {
  testSteps(
    256,
    responseSteps("C.5", [
      "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133" +
        "2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70" +
        "6c65 2e63 6f6d",
      "4803 3330 37c1 c0bf",
      "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d" +
        "54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049" +
        "5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e" +
        "3d31",
    ]),
  );
});

describe("C.6 responses with Huffman coding", () => {
  testSteps(
    256,
    responseSteps("C.6", [
      "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6" +
        "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
      "4883 640e ffc1 c0bf",
      "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab" +
        "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f" +
        "9587 3160 65c0 03ed 4ee5 b106 3d50 07",
    ]),
  );
});
