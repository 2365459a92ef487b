/** Connections that are many, slow, or gone at once. */

import { clientHellos } from "../wire/client-hello.ts";
import { fieldBlock, requestBlock } from "../wire/field-block.ts";
import { Flag, FrameType, preface } from "../wire/frames.ts";
import { type Attack, afterSettings } from "./attack.ts";

const { END_HEADERS, END_STREAM } = Flag;
const request = requestBlock("Echo");
const ignore = requestBlock("Ignore");
const oneField = fieldBlock([["a", "b"]]);
/** How many connections an attack needs that sends next to nothing. */
const slowConnections = 500;

export const connections: readonly Attack[] = [
  {
    name: "idle-connections",
    sends: "nothing, on 10,000 connections",
    connections: 10_000,
    preface: false,
    pauseMs: 1000,
    memoryMiB: 128,
    heldBy: "maxConnections, timeouts.prefaceTimeoutMs",
    create: () => ({ write() {} }),
  },
  {
    name: "idle-sessions",
    sends: "preface and SETTINGS and nothing else, on 10,000 connections",
    connections: 10_000,
    pauseMs: 1000,
    memoryMiB: 128,
    create: () => ({ write() {} }),
  },
  {
    name: "idle-timeout",
    sends:
      "preface and SETTINGS and nothing else, on 500 connections that may be idle for a second",
    connections: slowConnections,
    pauseMs: 1000,
    timeouts: { maxConnectionIdleMs: 1000 },
    create: () => ({ write() {} }),
  },
  {
    name: "slow-preface",
    sends: "the preface by one byte in 200 ms, on 500 connections",
    connections: slowConnections,
    timeouts: { prefaceTimeoutMs: 1000 },
    preface: false,
    pauseMs: 200,
    create: () => {
      let at = 0;
      return {
        write(batch) {
          if (at < preface.length - 1) batch.raw(preface.subarray(at, ++at));
        },
      };
    },
  },
  {
    name: "slow-handshake",
    sends: "a ClientHello by one byte in 200 ms, on 500 connections",
    port: "tls",
    connections: slowConnections,
    timeouts: { tlsHandshakeTimeoutMs: 1000 },
    preface: false,
    pauseMs: 200,
    create: () => {
      let at = 0;
      return {
        write(batch) {
          batch.raw(clientHellos.good.subarray(at, ++at));
        },
      };
    },
  },
  {
    name: "slow-handshake-full",
    sends:
      "nothing, on 2,000 connections to a TLS server that takes 500; each is opened again at once",
    port: "tls",
    connections: 2000,
    maxConnections: 500,
    preface: false,
    pauseMs: 1000,
    create: () => ({ write() {} }),
  },
  {
    name: "slow-preface-full",
    sends: "nothing, on 2,000 connections to a server that takes 500; each is opened again at once",
    connections: 2000,
    maxConnections: 500,
    preface: false,
    pauseMs: 1000,
    create: () => ({ write() {} }),
  },
  {
    name: "hoarding",
    sends:
      "a call that never ends on each of 2,000 connections to a server that takes 500; each is opened again at once",
    connections: 2000,
    maxConnections: 500,
    from: "another address",
    leastMs: 6000,
    pauseMs: 1000,
    create: (peer) =>
      afterSettings({
        begin: (batch) => batch.headers(peer.openStream(), ignore, END_HEADERS),
        write() {},
      }),
  },
  {
    name: "unfinished-headers",
    sends: "HEADERS without END_HEADERS and nothing else, on 500 connections",
    connections: slowConnections,
    timeouts: { headerTimeoutMs: 1000 },
    pauseMs: 100,
    ignoresPings: true,
    create: (peer) =>
      afterSettings({
        begin: (batch) => batch.headers(peer.openStream(), request, 0),
        write() {},
      }),
  },
  {
    name: "slow-headers",
    sends: "HEADERS, and CONTINUATION of one byte in 300 ms, on 500 connections",
    connections: slowConnections,
    timeouts: { headerTimeoutMs: 1000 },
    pauseMs: 300,
    ignoresPings: true,
    create: (peer) => {
      const id = peer.openStream();
      let at = 0;
      return afterSettings({
        begin: (batch) => batch.headers(id, request, 0),
        write(batch) {
          const byte = at++ % oneField.length;
          batch.frame(FrameType.CONTINUATION, 0, id, oneField.subarray(byte, byte + 1));
        },
      });
    },
  },
  {
    name: "reconnect",
    sends: "preface, SETTINGS, and one request; is gone at once, and connects again",
    create: (peer) => ({
      begin: (batch) => batch.headers(peer.openStream(), request, END_HEADERS | END_STREAM),
      write: () => peer.disconnect(),
    }),
  },
  {
    name: "failed-handshakes",
    sends:
      "TLS handshakes with the wrong protocol, an old version, garbage, and such as are left midway",
    port: "tls",
    connections: 16,
    preface: false,
    endsAnyway: true,
    mustBeReported: true,
    heldBy: "the cost of a handshake, reported to onError",
    create: (peer) => {
      const hello = clientHellos.next();
      return {
        begin: (batch) => batch.raw(hello),
        write() {},
        onFrame: () => peer.disconnect(),
      };
    },
  },
];
