/** Requests of the edge protocols, over HTTP/1.1, that are wrong, lie, or cost the server more than the sender. */
import { gzipSync } from "node:zlib";
import { chunk, gzipBomb, prefixed } from "./messages.ts";

/** One request, and what a server must make of it. */
export interface HostileRequest {
  /** A few words. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The HTTP status of its response. */
  readonly status: number;
  /** What the fields or the body of the response must have, in lower case, such as a code. */
  readonly has?: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** The paths of two methods with one request, whose bodies are JSON or binary. */
const PUT = "/attack.Pages/PutPage";
const GET = "/attack.Pages/GetPage";
const JSON_TYPE = "application/json";

/** Returns the head of a request. @param fields each `Name: value` */
function headOf(method: string, target: string, fields: readonly string[]): string {
  return `${[`${method} ${target} HTTP/1.1`, "Host: a.test", ...fields].join("\r\n")}\r\n\r\n`;
}

/** Returns a POST with its length. */
export function post(path: string, type: string, body: Buffer | string, ...fields: string[]) {
  const bytes = Buffer.from(body as string);
  const head = headOf("POST", path, [
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
    ...fields,
  ]);
  return Buffer.concat([Buffer.from(head, "latin1"), bytes]);
}

/** Returns a JSON text as a request by Connect and by REST. */
function inJson(name: string, text: string, isValid = false): HostileRequest[] {
  const [status, has] = isValid ? [200] : [400, "invalid_argument"];
  const expected = { status, ...(has !== undefined && { has }) };
  return [
    { name: `Connect, ${name}`, bytes: post(PUT, JSON_TYPE, text), ...expected },
    {
      name: `REST, ${name}`,
      bytes: post("/v1/pages", JSON_TYPE, text),
      status,
      ...(!isValid && { has: '"code":3' }),
    },
  ];
}

const deep = (open: string, close: string, levels: number, middle = "") =>
  open.repeat(levels) + middle + close.repeat(levels);

/** JSON that is nested too deep, in known fields and in a Value. In fields that are skipped, any depth is valid. */
export const nestedJson: readonly HostileRequest[] = [
  ...inJson("messages in messages", deep('{"next":', "}", 20_000, "{}")),
  ...inJson("lists in a Value", `{"value":${deep("[", "]", 100_000)}}`),
  ...inJson("objects in a Value", `{"value":${deep('{"a":', "}", 30_000, "1")}}`),
  ...inJson("lists in an unknown field", `{"other":${deep("[", "]", 100_000)}}`, true),
  ...inJson("lists that do not end", `{"value":${"[".repeat(200_000)}`),
];

/** JSON that is costly to read: numbers, escapes, and names. */
export const costlyJson: readonly HostileRequest[] = [
  ...inJson("a million digits for an int64", `{"revision":${"9".repeat(MiB)}}`),
  ...inJson("a million digits in text for an int64", `{"revision":"${"9".repeat(MiB)}"}`),
  ...inJson("an int64 with a huge exponent", '{"revision":1e999999999}'),
  ...inJson("a double out of range", '{"score":1e999999999}'),
  ...inJson("the same field 100,000 times", `{${'"text":"",'.repeat(100_000)}"text":""}`),
  ...inJson("an escape that is cut", `{"text":"${"\\u00e9".repeat(100_000)}\\u00"}`),
  ...inJson("a surrogate by itself", `{"text":"${"\\ud800".repeat(100_000)}"}`),
  ...inJson("text that does not end", `{"text":"${"a".repeat(MiB)}`),
];

/** JSON that is valid and large, and that nothing is sent back of. */
export const largeJson: readonly HostileRequest[] = [
  ...inJson("a text of 2 MiB of escapes", `{"text":"${"\\u00e9".repeat(300_000)}"}`, true),
  ...inJson("100,000 tags", `{"tags":[${'"",'.repeat(100_000)}""]}`, true),
  ...inJson(
    "100,000 unknown fields",
    `{${Array.from({ length: 100_000 }, (_, i) => `"x${i}":0`).join()}}`,
    true,
  ),
  ...inJson(
    "100,000 labels",
    `{"labels":{${Array.from({ length: 100_000 }, (_, i) => `"${i}":""`).join()}}}`,
    true,
  ),
];

const WEB_TEXT = "application/grpc-web-text+proto";
const WEB = "application/grpc-web+proto";
const echoText = prefixed(chunk(100)).toString("base64");

function inText(name: string, text: string): HostileRequest {
  const bytes = post("/attack.Target/Echo", WEB_TEXT, text, `Accept: ${WEB_TEXT}`);
  return { name, bytes, status: 200, has: "grpc-status: 13" };
}

/** gRPC-Web in text mode: base64 that is cut at each place, padded in the middle, or something else. */
export const brokenText: readonly HostileRequest[] = [
  ...Array.from({ length: echoText.length - 1 }, (_, i) =>
    inText(`base64 cut after ${i + 1}`, echoText.slice(0, i + 1)),
  ),
  inText("padding first", `====${echoText}`),
  inText("a space amid base64", `${echoText.slice(0, 8)} ${echoText.slice(8)}`),
  inText("base64url", echoText.slice(0, 20).padEnd(echoText.length, "-_")),
  inText("bytes instead of base64", prefixed(chunk(100)).toString("latin1")),
];

/** An envelope that says it has `length` bytes, and has others. */
function envelope(flags: number, length: number, body: Uint8Array): Buffer {
  const bytes = prefixed(body);
  bytes[0] = flags;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

const STREAM = "application/connect+proto";
const small = chunk(10);
/** Envelopes that lie about what is behind them, and the code that each ends with. */
const lies: readonly (readonly [name: string, body: Buffer, code: "argument" | "exhausted"])[] = [
  ["a length beyond the body", envelope(0, 100, small), "argument"],
  ["a length of 4 GiB", envelope(0, 0xffff_ffff, small), "exhausted"],
  ["half of a prefix", envelope(0, 12, small).subarray(0, 3), "argument"],
  ["a second envelope that is cut", Buffer.concat([prefixed(small), Buffer.alloc(3)]), "argument"],
  ["flags that nothing has", envelope(0x7c, small.length, small), "argument"],
  ["compressed, by nothing", envelope(1, small.length, small), "argument"],
];

/** gRPC-Web and Connect: envelopes whose length or flags lie. */
export const lyingEnvelopes: readonly HostileRequest[] = lies.flatMap(([name, body, code]) => [
  {
    name: `gRPC-Web, ${name}`,
    bytes: post("/attack.Target/Collect", WEB, body),
    status: 200,
    has: code === "argument" ? "grpc-status" : "grpc-status: 8",
  },
  {
    name: `Connect, ${name}`,
    bytes: post("/attack.Target/Collect", STREAM, body, "Connect-Protocol-Version: 1"),
    status: 200,
    has: code === "argument" ? '"error"' : "resource_exhausted",
  },
]);

const bomb = gzipSync(
  Buffer.concat([Buffer.from([0x12, 0xc0, 0xff, 0xff, 0x01]), Buffer.alloc(4 * MiB - 64)]),
  { level: 9 },
);
const hugeBomb = gzipSync(Buffer.alloc(64 * MiB), { level: 9 });

/** 4 KB of gzip that inflate to almost as much as a server takes, and 64 KB that inflate to more. */
export const gzipBombs: readonly HostileRequest[] = [
  {
    name: "Connect unary",
    bytes: post(PUT, "application/proto", bomb, "Content-Encoding: gzip"),
    status: 200,
  },
  {
    name: "Connect unary, JSON",
    bytes: post(
      PUT,
      JSON_TYPE,
      gzipSync(`{"text":"${"a".repeat(4 * MiB - 64)}"}`, { level: 9 }),
      "Content-Encoding: gzip",
    ),
    status: 200,
  },
  {
    name: "REST",
    bytes: post(
      "/v1/pages",
      JSON_TYPE,
      gzipSync(`{"text":"${"a".repeat(4 * MiB - 64)}"}`, { level: 9 }),
      "Content-Encoding: gzip",
    ),
    status: 200,
  },
  {
    name: "gRPC-Web",
    bytes: post("/attack.Target/Collect", WEB, gzipBomb(4 * MiB - 64), "Grpc-Encoding: gzip"),
    status: 200,
    has: "grpc-status: 0",
  },
  {
    name: "Connect unary, 64 MiB",
    bytes: post(PUT, "application/proto", hugeBomb, "Content-Encoding: gzip"),
    status: 429,
    has: "resource_exhausted",
  },
  {
    name: "gRPC-Web, 64 MiB",
    bytes: post("/attack.Target/Collect", WEB, gzipBomb(64 * MiB), "Grpc-Encoding: gzip"),
    status: 200,
    has: "grpc-status: 8",
  },
];

/** A head that promises a body of a size, and nothing behind it. */
const promise = (path: string, type: string, size: number, ...fields: string[]) =>
  Buffer.from(
    headOf("POST", path, [`Content-Type: ${type}`, `Content-Length: ${size}`, ...fields]),
    "latin1",
  );

/** Bodies that are larger than the server takes, of which little comes. */
export const oversizedBodies: readonly HostileRequest[] = [
  {
    name: "Connect",
    bytes: Buffer.concat([promise(PUT, "application/proto", 1024 * MiB), Buffer.alloc(KiB)]),
    status: 429,
    has: "resource_exhausted",
  },
  {
    name: "REST",
    bytes: Buffer.concat([promise("/v1/pages", JSON_TYPE, 1024 * MiB), Buffer.alloc(KiB)]),
    status: 413,
    has: '"code":8',
  },
  {
    name: "gRPC-Web",
    bytes: Buffer.concat([
      promise("/attack.Target/Echo", WEB, 1024 * MiB),
      envelope(0, 1024 * MiB - 5, Buffer.alloc(KiB)),
    ]),
    status: 200,
    has: "grpc-status: 8",
  },
];

const get = (target: string, ...fields: string[]) =>
  Buffer.from(headOf("GET", target, fields), "latin1");

/** What a target may have and still be shorter than a head may be. */
const QUERY_BYTES = 60 * KiB;
const fill = (piece: string) => piece.repeat(Math.floor(QUERY_BYTES / piece.length));

/** GET with queries that fill the head. */
export const hugeQueries: readonly HostileRequest[] = [
  {
    name: "Connect, parameters",
    bytes: get(`${GET}?connect=v1&encoding=json&message=%7B%7D&${fill("a=&")}`),
    status: 200,
  },
  {
    name: "Connect, percent signs",
    bytes: get(`${GET}?encoding=json&message=${fill("%5B")}`),
    status: 400,
    has: "invalid_argument",
  },
  {
    name: "Connect, base64",
    bytes: get(`${GET}?encoding=proto&base64=1&message=${fill("____")}`),
    status: 400,
    has: "invalid_argument",
  },
  {
    name: "Connect, a bomb in base64",
    bytes: get(
      `${GET}?encoding=proto&compression=gzip&base64=1&message=${bomb.toString("base64url")}`,
    ),
    status: 200,
  },
  { name: "REST, unknown parameters", bytes: get(`/v1/pages/a?${fill("b=&")}`), status: 200 },
  { name: "REST, brackets in a name", bytes: get(`/v1/pages/a?${fill("[")}`), status: 200 },
  { name: "REST, a repeated field", bytes: get(`/v1/pages/a?${fill("tags=&")}`), status: 200 },
  {
    name: "REST, a field path without end",
    bytes: get(`/v1/pages/a?${fill("next.")}text=a`),
    status: 400,
    has: '"code":3',
  },
  {
    name: "REST, a field path without end to an unknown field",
    bytes: get(`/v1/pages/a?${fill("next.")}other=a`),
    status: 400,
    has: '"code":3',
  },
  { name: "REST, segments", bytes: get(`/v1${fill("/pages")}`), status: 404 },
  { name: "beyond the limit", bytes: get(`/v1/pages/a?${"b".repeat(80 * KiB)}`), status: 431 },
];

/** Preflight requests of origins that nobody has named. @param count how many different ones */
export function strangeOrigins(count: number): HostileRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `origin ${i}`,
    bytes: Buffer.from(
      headOf("OPTIONS", PUT, [
        `Origin: https://stranger-${i}.example`,
        "Access-Control-Request-Method: POST",
      ]),
      "latin1",
    ),
    status: 403,
    has: "cors.origins",
  }));
}

/** Calls whose metadata nearly fills, or exceeds, what a header section may have. */
export const manyFields: readonly HostileRequest[] = [1000, 3000].map((count) => ({
  name: `${count} fields`,
  bytes: post(
    PUT,
    JSON_TYPE,
    "{}",
    ...Array.from({ length: count }, (_, i) => `x-${i}: ${"a".repeat(20)}`),
  ),
  status: count === 1000 ? 200 : 431,
}));

/** Bodies that begin and do not go on, one for each protocol. */
export const stalledBodies: readonly Buffer[] = [
  promise(PUT, JSON_TYPE, 1000),
  promise(PUT, "application/proto", 1000),
  promise("/v1/pages", JSON_TYPE, 1000),
  promise("/attack.Target/Echo", WEB, 1000),
  promise("/attack.Target/Echo", WEB_TEXT, 1000),
  promise("/attack.Target/Collect", STREAM, 1000),
];
