/** What clients of HTTP/1.1 can do on the same port. */

import type { FrameBatch } from "../wire/frames.ts";
import type { Attack, Session } from "./attack.ts";

/** How many connections an attack needs that sends next to nothing. */
const slowConnections = 500;

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

const head = (lines: string) =>
  `POST /attack.Target/Echo HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/proto\r\n${lines}\r\n`;
const chunked = bytes(head("Transfer-Encoding: chunked\r\n"));
const call = bytes(head("Content-Length: 0\r\n"));

/** Returns a session that begins with a text and writes the same piece again and again. */
function stream(first: Buffer, piece: Buffer, units: number): Session {
  return {
    begin: (batch) => batch.raw(first),
    write: (batch) => batch.raw(piece, units),
  };
}

/** Returns a session that writes a text byte by byte, again from `from` on when it is over. */
function drip(text: Buffer, from: number): Session {
  let at = 0;
  return {
    write(batch: FrameBatch) {
      batch.raw(text.subarray(at, at + 1));
      at += 1;
      if (at === text.length) at = from;
    },
  };
}

export const http1: readonly Attack[] = [
  {
    name: "http1-slow-headers",
    sends: "a header block of HTTP/1.1 by one byte in 200 ms, on 500 connections",
    known: "Slowloris",
    connections: slowConnections,
    timeouts: { headerTimeoutMs: 1000 },
    preface: false,
    pauseMs: 200,
    create: () => drip(bytes("GET / HTTP/1.1\r\nHost: a.test\r\nX: y\r\n"), 16),
  },
  {
    name: "http1-slow-body",
    sends: "a request of HTTP/1.1 without its body, on 500 connections",
    known: "R.U.D.Y.",
    connections: slowConnections,
    timeouts: { bodyTimeoutMs: 1000 },
    preface: false,
    pauseMs: 1000,
    create: () => ({
      begin: (batch) => batch.raw(bytes(head("Content-Length: 1000\r\n"))),
      write() {},
    }),
  },
  {
    name: "http1-idle",
    sends: "a call by HTTP/1.1 and nothing else, on 10,000 connections",
    connections: 10_000,
    preface: false,
    pauseMs: 1000,
    memoryMiB: 128,
    create: () => ({
      begin: (batch) => batch.raw(call),
      write() {},
    }),
  },
  {
    name: "http1-header-bomb",
    sends: "header blocks of HTTP/1.1 that never end",
    preface: false,
    create: () => stream(bytes("GET / HTTP/1.1\r\n"), bytes("Cookie: a=b\r\n".repeat(1000)), 1000),
  },
  {
    name: "http1-pipelining",
    sends: "calls by HTTP/1.1, thousands ahead of their responses",
    preface: false,
    heldBy: "one request at a time, turnShare",
    create: () => stream(call, Buffer.concat(Array.from({ length: 100 }, () => call)), 100),
  },
  {
    name: "http1-chunk-extensions",
    sends: "chunks of HTTP/1.1 with extensions that never end",
    known: "CVE-2023-39326",
    preface: false,
    create: () => stream(Buffer.concat([chunked, bytes("1;a=")]), bytes("b".repeat(16_384)), 1),
  },
  {
    name: "http1-tiny-chunks",
    sends: "chunks of HTTP/1.1 with one byte each",
    preface: false,
    create: () => stream(chunked, bytes("1\r\nx\r\n".repeat(1000)), 1000),
  },
  {
    name: "http1-smuggling",
    sends: "requests of HTTP/1.1 with both lengths of a body, one on each connection",
    preface: false,
    heldBy: "400 and the end of the connection, limits.rapidResetBurst in the long run",
    create: () =>
      stream(
        bytes(head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
        bytes("0\r\n\r\n"),
        1,
      ),
  },
];
