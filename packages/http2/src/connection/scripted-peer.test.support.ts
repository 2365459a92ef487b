/**
 * For tests: the other end of a connection as a script. Frames are written down as plain objects,
 * sent as bytes into the connection under test, and what it answers is compared frame by frame:
 *
 * ```ts
 * const peer = createClientPeer(acceptor);
 * peer.handshake();
 * peer.send(headers(1, request("/a"), { endStream: true }));
 * peer.receives(headers(1, [":status", "200"]), data(1, "hello", { endStream: true }));
 * ```
 */

/**
 * For tests: the other end of a connection as a script. Frames are written down as plain objects,
 * sent as bytes into the connection under test, and what it answers is compared frame by frame:
 *
 * ```ts
 * const peer = createClientPeer(acceptor);
 * peer.handshake();
 * peer.send(headers(1, request("/a"), { endStream: true }));
 * peer.receives(headers(1, [":status", "200"]), data(1, "hello", { endStream: true }));
 * ```

 */
import assert from "node:assert/strict";
import { type ConnectionError, errorCodeName } from "../errors.ts";
import { TYPE_CONTINUATION } from "../frame/continuation.ts";
import { FLAG_END_STREAM, FLAG_PADDED, TYPE_DATA } from "../frame/data.ts";
import {
  FRAME_HEADER_LENGTH,
  readFrameFlags,
  readFrameLength,
  readFrameStreamId,
  readFrameType,
  writeFrameHeader,
} from "../frame/frame-header.ts";
import { writeGoaway } from "../frame/goaway.ts";
import { FLAG_END_HEADERS, FLAG_PRIORITY, parseHeaders, TYPE_HEADERS } from "../frame/headers.ts";
import { writePing } from "../frame/ping.ts";
import { writePriority } from "../frame/priority.ts";
import { writeRstStream } from "../frame/rst-stream.ts";
import { writeSettings, writeSettingsAck } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { HpackDecoder } from "../hpack/decoder.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import type { Allowance } from "../limits/allowance.ts";
import type { LimitEvent } from "../limits/limit-event.ts";
import type { Limits } from "../limits.ts";
import { OutputBuffer } from "../output-buffer.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { Timers } from "../timers.ts";
import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { PREFACE } from "./preface.ts";
import {
  errorCodeOf,
  headers,
  parseFrame,
  type ScriptFrame,
  settings,
  settingsAck,
  startsWithPreface,
} from "./script-frames.test.support.ts";
import type { LocalSettings } from "./settings.ts";
import type { TimeoutSettings } from "./timeouts.ts";

/** Options of {@link createClientPeer} and {@link createServerPeer}. */
export interface PeerOptions {
  readonly limits?: Partial<Limits>;
  readonly allowance?: Allowance;
  readonly startsSlowly?: boolean;
  readonly timeouts?: Partial<TimeoutSettings>;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly settings?: Partial<LocalSettings>;
}

/** The other end of a connection under test. */
export class ScriptedPeer {
  /** The connection under test. */
  readonly connection: Connection;
  /** The events that its listener received. */
  readonly events: string[];
  /** The limits that it has reported. */
  readonly limitEvents: LimitEvent[];
  /** Its clock. */
  nowMs: number;
  /** Why it closed, once it has. */
  closedBy: ConnectionError | undefined;
  /** Whether it has asked to close the socket. */
  isEnded: boolean;
  private readonly isClient: boolean;
  private readonly encoder: HpackEncoder;
  private readonly decoder: HpackDecoder;
  private received: ScriptFrame[];

  constructor(
    role: "client" | "server",
    options: PeerOptions,
    acceptor: StreamAcceptor | undefined,
  ) {
    this.events = [];
    this.limitEvents = [];
    this.nowMs = 0;
    this.closedBy = undefined;
    this.isEnded = false;
    this.isClient = role === "server";
    this.encoder = new HpackEncoder();
    this.decoder = new HpackDecoder({ maxTableSize: 4096, maxFieldSectionSize: 1 << 24 });
    this.received = [];
    const connectionOptions: ConnectionOptions = {
      role,
      now: () => this.nowMs,
      sink: {
        scheduleFlush() {},
        flushNow() {},
        end: () => {
          this.isEnded = true;
        },
      },
      listener: {
        onReady: () => this.events.push("ready"),
        onGoaway: (last, code, debug) =>
          this.events.push(`goaway ${last} ${errorCodeName(code)} ${debug}`.trim()),
        onCapacity: () => this.events.push("capacity"),
        onIdle: () => this.events.push("idle"),
        onLimit: (event) => this.limitEvents.push(event),
        onClosed: (error) => {
          this.closedBy = error;
          this.events.push(`closed ${error?.token ?? "orderly"}`);
        },
      },
      ...(acceptor && { acceptor }),
      ...(options.timeouts && { timeouts: options.timeouts }),
      ...(options.timers && { timers: options.timers }),
      ...(options.random && { random: options.random }),
      ...(options.allowance && { allowance: options.allowance }),
      ...(options.startsSlowly === true && { startsSlowly: true }),
      ...(options.limits && { limits: options.limits }),
      ...(options.settings && { settings: options.settings }),
    };
    this.connection = new Connection(connectionOptions);
  }

  /** Exchanges prefaces and SETTINGS; `pairs` are the peer's settings. */
  handshake(...pairs: (readonly [id: number, value: number])[]): void {
    if (this.isClient) this.sendBytes(PREFACE);
    this.send(settings(...pairs), settingsAck);
    const frames = this.take();
    assert.equal(frames.shift()?.type, "SETTINGS");
    if (frames[0]?.type === "WINDOW_UPDATE") frames.shift();
    assert.deepEqual(frames, [settingsAck]);
  }

  /** Sends frames, all in one chunk. */
  send(...frames: ScriptFrame[]): void {
    this.sendBytes(this.encode(...frames));
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    this.connection.receive(bytes);
  }

  /** Bytes of frames, to be sent in pieces; header blocks must be sent in the order of encoding. */
  encode(...frames: ScriptFrame[]): Uint8Array {
    const out = new OutputBuffer(256);
    for (const frame of frames) this.write(out, frame);
    return out.bytes.slice(0, out.position);
  }

  /** Encodes a header block. */
  block(fields: readonly string[]): Uint8Array {
    const out = new OutputBuffer(256);
    this.encoder.begin(out);
    for (let i = 0; i < fields.length; i += 2) {
      this.encoder.field(out, fields[i] as string, fields[i + 1] as string);
    }
    return out.bytes.slice(0, out.position);
  }

  /** Takes what the connection has written and says that it has left; all frames since the last time. */
  take(): ScriptFrame[] {
    for (;;) {
      const pieces = this.connection.takeOutput();
      if (pieces.length === 0) break;
      this.parse(Buffer.concat(pieces));
      this.connection.outputWritten();
    }
    const frames = this.received;
    this.received = [];
    return frames;
  }

  /** The connection has written exactly these frames since the last time. */
  receives(...expected: ScriptFrame[]): void {
    const frames = this.take();
    for (const [i, frame] of frames.entries()) {
      const wanted = expected[i];
      if (frame.type === "GOAWAY" && wanted?.type === "GOAWAY" && wanted.debug === undefined) {
        delete frame.debug;
      }
    }
    assert.deepEqual(frames, expected);
  }

  /** The connection has ended itself with GOAWAY for this reason. */
  seesConnectionError(errorCode: string, token: string): void {
    const last = this.take().at(-1);
    assert.equal(last?.type, "GOAWAY", `${token}: the last frame is ${last?.type}`);
    assert.equal(last.errorCode, errorCode);
    assert.equal(this.closedBy?.token, token);
    assert.ok(this.isEnded);
  }

  private write(out: OutputBuffer, frame: ScriptFrame): void {
    switch (frame.type) {
      case "HEADERS": {
        const flags = FLAG_END_HEADERS | (frame.endStream ? FLAG_END_STREAM : 0);
        this.writeRaw(out, TYPE_HEADERS, flags, frame.streamId, this.block(frame.fields));
        break;
      }
      case "DATA": {
        const body = Buffer.from(frame.text, "latin1");
        const flags = frame.endStream ? FLAG_END_STREAM : 0;
        if (frame.padding === undefined) {
          this.writeRaw(out, TYPE_DATA, flags, frame.streamId, body);
        } else {
          const padded = Buffer.concat([
            Uint8Array.of(frame.padding),
            body,
            new Uint8Array(frame.padding),
          ]);
          this.writeRaw(out, TYPE_DATA, flags | FLAG_PADDED, frame.streamId, padded);
        }
        break;
      }
      case "SETTINGS":
        writeSettings(out, frame.settings);
        break;
      case "SETTINGS_ACK":
        writeSettingsAck(out);
        break;
      case "PING":
        writePing(out, frame.ack, Buffer.from(frame.payload, "latin1"));
        break;
      case "RST_STREAM":
        writeRstStream(out, frame.streamId, errorCodeOf(frame.errorCode));
        break;
      case "GOAWAY":
        writeGoaway(out, frame.lastStreamId, errorCodeOf(frame.errorCode), frame.debug ?? "");
        break;
      case "WINDOW_UPDATE":
        writeWindowUpdate(out, frame.streamId, frame.increment);
        break;
      case "PRIORITY":
        writePriority(out, frame.streamId, {
          dependency: frame.dependency,
          exclusive: false,
          weight: 16,
        });
        break;
      case "RAW":
        this.writeRaw(out, frame.frameType, frame.flags, frame.streamId, frame.payload);
        break;
    }
  }

  private writeRaw(
    out: OutputBuffer,
    type: number,
    flags: number,
    streamId: number,
    payload: Uint8Array,
  ): void {
    out.ensure(FRAME_HEADER_LENGTH + payload.length);
    writeFrameHeader(out.bytes, out.position, payload.length, type, flags, streamId);
    out.bytes.set(payload, out.position + FRAME_HEADER_LENGTH);
    out.position += FRAME_HEADER_LENGTH + payload.length;
  }

  private parse(bytes: Uint8Array): void {
    let at = this.isClient || !startsWithPreface(bytes) ? 0 : PREFACE.length;
    let block: { streamId: number; endStream: boolean; parts: Uint8Array[] } | undefined;
    while (at < bytes.length) {
      const length = readFrameLength(bytes, at);
      const type = readFrameType(bytes, at);
      const flags = readFrameFlags(bytes, at);
      const streamId = readFrameStreamId(bytes, at);
      const start = at + FRAME_HEADER_LENGTH;
      at = start + length;
      assert.ok(at <= bytes.length, "frames are written whole");
      const isContinuation = type === TYPE_CONTINUATION;
      assert.equal(isContinuation, block !== undefined, "a field block is not interrupted");
      if (type === TYPE_HEADERS || isContinuation) {
        assert.equal(flags & FLAG_PRIORITY, 0);
        if (block === undefined) {
          const frame = parseHeaders(bytes, start, length, flags, streamId);
          const endStream = (flags & FLAG_END_STREAM) !== 0;
          block = { streamId, endStream, parts: [bytes.subarray(frame.start, frame.end)] };
        } else {
          block.parts.push(bytes.subarray(start, at));
        }
        if ((flags & FLAG_END_HEADERS) === 0) continue;
        const whole = Buffer.concat(block.parts);
        const section = this.decoder.decode(whole, 0, whole.length);
        assert.equal(section.malformed, undefined);
        const { endStream } = block;
        this.received.push(headers(streamId, section.fields, { endStream }));
        block = undefined;
        continue;
      }
      this.received.push(parseFrame({ type, flags, streamId, length }, bytes, start));
    }
  }
}

/** The peer is a client: the connection under test is a server. */
export function createClientPeer(
  acceptor: StreamAcceptor,
  options: PeerOptions = {},
): ScriptedPeer {
  return new ScriptedPeer("server", options, acceptor);
}

/** The peer is a server: the connection under test is a client. */
export function createServerPeer(options: PeerOptions = {}): ScriptedPeer {
  return new ScriptedPeer("client", options, undefined);
}
