/** What clients of gRPC-Web, Connect, and REST can do, on a server that speaks them all. */
import {
  brokenText,
  costlyJson,
  gzipBombs,
  type HostileRequest,
  hugeQueries,
  largeJson,
  lyingEnvelopes,
  manyFields,
  nestedJson,
  oversizedBodies,
  stalledBodies,
  strangeOrigins,
} from "../wire/hostile-requests.ts";
import type { Attack, Session } from "./attack.ts";

/** How many connections an attack needs that sends next to nothing. */
const slowConnections = 500;
/** Bytes that are written at a time, at least. */
const pieceBytes = 16_384;

/** Where each connection of this process begins, so that together they send every request. */
let nextBeginning = 0;

/** Returns a session that sends the requests in turn, without waiting for responses. */
function inTurn(requests: readonly HostileRequest[]): Session {
  let at = nextBeginning++;
  return {
    write(batch) {
      while (batch.size < pieceBytes) {
        const request = requests[at++ % requests.length];
        if (request !== undefined) batch.raw(request.bytes);
      }
    },
  };
}

function flood(
  name: string,
  sends: string,
  requests: readonly HostileRequest[],
  rest: Partial<Attack> = {},
): Attack {
  return {
    name,
    sends,
    preface: false,
    isEdge: true,
    heldBy: "one request at a time, turnShare",
    create: () => inTurn(requests),
    ...rest,
  };
}

export const edge: readonly Attack[] = [
  flood(
    "web-text-cut",
    "gRPC-Web in text mode whose base64 is cut at each place, or not base64",
    brokenText,
  ),
  flood(
    "envelope-lies",
    "gRPC-Web and Connect whose envelopes lie about length or flags",
    lyingEnvelopes,
  ),
  flood(
    "edge-gzip-bomb",
    "Connect, REST, and gRPC-Web with 4 KB of gzip that inflate to 4 MiB, and 64 KB to 64 MiB",
    gzipBombs,
  ),
  flood(
    "edge-oversized",
    "Connect, REST, and gRPC-Web with a content-length or an envelope of 1 GiB",
    oversizedBodies,
  ),
  flood(
    "json-nesting",
    "JSON that is nested 20,000 to 100,000 deep, by Connect and REST",
    nestedJson,
  ),
  flood(
    "json-costly",
    "JSON with numbers of a million digits, 100,000 duplicate keys, and broken escapes",
    costlyJson,
  ),
  flood("json-large", "valid JSON with 100,000 fields, entries, or escapes", largeJson),
  flood("edge-queries", "GET by Connect and REST with queries of 60 KB", hugeQueries),
  flood("edge-fields", "calls with 1,000 and 3,000 header fields", manyFields),
  flood(
    "unknown-origins",
    "preflight requests of origins that may not call, each from another",
    strangeOrigins(10_000),
  ),
  {
    name: "edge-slow-body",
    sends: "requests of every edge protocol without their bodies, on 500 connections",
    known: "R.U.D.Y.",
    connections: slowConnections,
    timeouts: { bodyTimeoutMs: 1000 },
    preface: false,
    isEdge: true,
    pauseMs: 1000,
    create: () => {
      const begun = stalledBodies[nextBeginning++ % stalledBodies.length];
      return {
        begin: (batch) => {
          if (begun !== undefined) batch.raw(begun);
        },
        write() {},
      };
    },
  },
];
