import { HpackDecoder } from "@tramline/http2";
import type { Delivery } from "@tramline/testing";
import type { Ledger } from "./ledger.ts";

const HEADERS = 1;
const CONTINUATION = 9;
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
const PADDED = 0x8;
const PRIORITY = 0x20;
const FRAME_HEADER_BYTES = 9;

/** The responses of one connection, read off its bytes. */
class ResponseReader {
  private readonly decoder: HpackDecoder;
  private readonly onOk: (id: number, atMs: number) => void;
  private atMs: number;
  private rest: Buffer;
  private block: Buffer;
  private endsStream: boolean;

  constructor(onOk: (id: number, atMs: number) => void) {
    this.decoder = new HpackDecoder({ maxTableSize: 4096, maxFieldSectionSize: 1 << 20 });
    this.onOk = onOk;
    this.atMs = 0;
    this.rest = Buffer.alloc(0);
    this.block = Buffer.alloc(0);
    this.endsStream = false;
  }

  read(bytes: Uint8Array, atMs: number): void {
    this.atMs = atMs;
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const { rest } = this;
      if (rest.length < FRAME_HEADER_BYTES) return;
      const end = FRAME_HEADER_BYTES + rest.readUIntBE(0, 3);
      if (rest.length < end) return;
      this.frame(rest[3] as number, rest[4] as number, rest.subarray(FRAME_HEADER_BYTES, end));
      this.rest = rest.subarray(end);
    }
  }

  private frame(type: number, flags: number, payload: Buffer): void {
    if (type === HEADERS) {
      const padding = (flags & PADDED) === 0 ? 0 : (payload[0] as number);
      const start = ((flags & PADDED) === 0 ? 0 : 1) + ((flags & PRIORITY) === 0 ? 0 : 5);
      this.endsStream = (flags & END_STREAM) !== 0;
      this.block = payload.subarray(start, payload.length - padding);
    } else if (type === CONTINUATION) {
      this.block = Buffer.concat([this.block, payload]);
    } else {
      return;
    }
    if ((flags & END_HEADERS) === 0) return;
    const block = new Uint8Array(this.block);
    const { fields } = this.decoder.decode(block, 0, block.length);
    if (!this.endsStream || valueOf(fields, "grpc-status") !== "0") return;
    const id = valueOf(fields, "x-call");
    if (id !== undefined) this.onOk(Number(id), this.atMs);
  }
}

function valueOf(fields: readonly string[], name: string): string | undefined {
  for (let at = 0; at < fields.length; at += 2) {
    if (fields[at] === name) return fields[at + 1];
  }
  return undefined;
}

/**
 * Notes which calls a server has acknowledged: those whose trailers with OK a client's socket reads.
 * It reads the wire for itself, beside the client.
 */
export class Acknowledgments {
  private readonly ledger: Ledger;
  private readonly readers: Map<number, ResponseReader>;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
    this.readers = new Map();
  }

  onDelivery({ atMs, connection, toServer, bytes }: Delivery): void {
    if (toServer) return;
    let reader = this.readers.get(connection);
    if (reader === undefined) {
      reader = new ResponseReader((id, whenMs) => this.ledger.acknowledged(id, whenMs));
      this.readers.set(connection, reader);
    }
    reader.read(bytes, atMs);
  }
}
