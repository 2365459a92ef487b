import { connect, type Socket } from "node:net";
import type { Attack, Peer, Session } from "../attacks/attack.ts";
import { FrameScanner, type ReceivedFrame } from "./frame-scanner.ts";
import { Flag, FrameBatch, FrameType, preface, Setting } from "./frames.ts";
import type { Tally } from "./tally.ts";

/** Pieces that one connection sends in one turn of the event loop. */
const piecesPerTurn = 4;
/** Wait of a session that has nothing to send. */
const idleMs = 2;
/** Wait before connecting again where the connection could not be established. */
const refusedMs = 5;

/** Filled and copied out within one call, so that all connections share it. */
const batch = new FrameBatch();

export interface Target {
  readonly port: number;
  /** The address that the connections come from. */
  readonly localAddress: string;
  /** Whether windows do not count: the target reads and says nothing. Default false. */
  readonly isFree?: boolean;
  /** Whether to wait for the end of the socket when GOAWAY names an error, instead of leaving at once. Default false. */
  readonly isPatient?: boolean;
}

/** One place of an attack: a connection that is opened again at once when it ends. */
export class RawConnection implements Peer {
  private readonly attack: Attack;
  private readonly target: Target;
  private readonly tally: Tally;
  private socket: Socket | undefined;
  private session: Session | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isOurEnd = false;
  private isEstablished = false;
  private isDraining = false;
  private nextStreamId = 1;
  private connectionWindow = 65_535;
  private initialWindow = 65_535;
  private readonly streamWindows = new Map<number, number>();

  constructor(attack: Attack, target: Target, tally: Tally) {
    this.attack = attack;
    this.target = target;
    this.tally = tally;
  }

  open(): void {
    if (this.isStopped) return;
    this.isOurEnd = false;
    this.isEstablished = false;
    this.isDraining = false;
    this.nextStreamId = 1;
    this.connectionWindow = 65_535;
    this.initialWindow = 65_535;
    this.streamWindows.clear();
    this.session = this.attack.create(this);
    const { port, localAddress } = this.target;
    const socket = connect({ host: "127.0.0.1", port, localAddress, noDelay: true });
    const scanner = new FrameScanner((frame) => this.onFrame(frame));
    this.socket = socket;
    socket.on("connect", () => this.onConnect());
    socket.on("drain", () => {
      if (!this.isDraining) return;
      this.isDraining = false;
      this.pump();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.tally.socketErrors.add(error.code ?? error.message);
    });
    socket.on("close", () => this.onClose());
    if (this.attack.reads === false) socket.pause();
    else {
      socket.on("data", (bytes: Buffer) => {
        this.tally.receivedBytes += bytes.length;
        if (this.attack.preface !== false) scanner.push(bytes);
        else
          this.onFrame({ type: -1, flags: 0, streamId: 0, length: bytes.length, payload: bytes });
      });
    }
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.socket?.resetAndDestroy();
  }

  openStream(): number {
    const streamId = this.nextStreamId;
    this.nextStreamId += 2;
    return streamId;
  }

  takeWindow(streamId: number, bytes: number): boolean {
    if (this.target.isFree === true) return true;
    const ofStream = this.streamWindows.get(streamId) ?? this.initialWindow;
    if (this.connectionWindow < bytes || ofStream < bytes) return false;
    this.connectionWindow -= bytes;
    this.streamWindows.set(streamId, ofStream - bytes);
    return true;
  }

  closeStream(streamId: number): void {
    this.streamWindows.delete(streamId);
  }

  disconnect(): void {
    this.isOurEnd = true;
    this.socket?.destroy();
  }

  note(text: string): void {
    this.tally.notes.add(text);
  }

  private onConnect(): void {
    const { tally } = this;
    this.isEstablished = true;
    tally.connects++;
    tally.open++;
    tally.mostOpen = Math.max(tally.mostOpen, tally.open);
    batch.clear();
    if (this.attack.preface !== false) {
      batch.raw(preface);
      batch.settings(...(this.attack.settings ?? []));
    }
    this.session?.begin?.(batch);
    if (batch.size > 0) this.write();
    const { pauseMs } = this.attack;
    if (pauseMs === undefined) this.pump();
    else this.timer = setTimeout(() => this.pump(), pauseMs);
  }

  private onClose(): void {
    const { tally } = this;
    clearTimeout(this.timer);
    if (this.isEstablished) {
      tally.open--;
      if (!this.isOurEnd && !this.isStopped) tally.cuts++;
    } else tally.refusals++;
    if (this.isStopped) return;
    if (this.isEstablished) setImmediate(() => this.open());
    else setTimeout(() => this.open(), refusedMs);
  }

  /** Sends until the socket takes no more, or the session pauses. */
  private pump(): void {
    const { session, socket } = this;
    const pauseMs = this.attack.pauseMs ?? 0;
    for (let piece = 0; piece < piecesPerTurn; piece++) {
      if (this.isStopped || socket?.destroyed !== false || session === undefined) return;
      batch.clear();
      session.write(batch);
      if (batch.size === 0 || pauseMs > 0) {
        if (batch.size > 0) this.write();
        this.timer = setTimeout(() => this.pump(), pauseMs > 0 ? pauseMs : idleMs);
        return;
      }
      if (!this.write()) {
        this.isDraining = true;
        return;
      }
    }
    setImmediate(() => this.pump());
  }

  private write(): boolean {
    const { socket, tally } = this;
    const { frames, size } = batch;
    if (socket === undefined || socket.destroyed) return false;
    return socket.write(batch.copy(), (error) => {
      if (error) return;
      tally.bytes += size;
      tally.frames += frames;
    });
  }

  private onFrame(frame: ReceivedFrame): void {
    const { payload, streamId } = frame;
    switch (frame.type) {
      case FrameType.SETTINGS:
        if ((frame.flags & Flag.ACK) === 0) this.onSettings(payload);
        break;
      case FrameType.PING:
        if (this.attack.ignoresPings === true) break;
        if ((frame.flags & Flag.ACK) === 0) this.respond(FrameType.PING, payload);
        break;
      case FrameType.WINDOW_UPDATE: {
        const bytes = payload.readUInt32BE(0);
        const window = this.streamWindows.get(streamId);
        if (streamId === 0) this.connectionWindow += bytes;
        else if (window !== undefined) this.streamWindows.set(streamId, window + bytes);
        break;
      }
      case FrameType.GOAWAY:
        this.tally.onGoaway(payload);
        if (this.target.isPatient !== true && payload.readUInt32BE(4) !== 0) {
          this.socket?.destroy();
          return;
        }
        break;
      case FrameType.RST_STREAM:
        this.tally.onReset(payload);
        break;
      default:
    }
    this.session?.onFrame?.(frame);
  }

  private onSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== Setting.INITIAL_WINDOW_SIZE) continue;
      const change = payload.readUInt32BE(at + 2) - this.initialWindow;
      this.initialWindow += change;
      for (const [id, window] of this.streamWindows) this.streamWindows.set(id, window + change);
    }
    this.respond(FrameType.SETTINGS, Buffer.alloc(0));
  }

  private respond(type: number, payload: Buffer): void {
    if (this.socket === undefined || this.socket.destroyed) return;
    const answer = new FrameBatch(64);
    answer.frame(type, Flag.ACK, 0, payload);
    this.socket.write(answer.copy());
  }
}
