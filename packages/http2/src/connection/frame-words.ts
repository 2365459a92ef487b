import { errorCodeName } from "../errors.ts";
import { SettingId } from "../frame/settings.ts";

const HEADER_LENGTH = 9;
const PREFACE_LENGTH = 24;
/** Payloads are collected up to here; the rest of a longer one is passed over. */
const MAX_PAYLOAD = 128;

const names: readonly string[] = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
  "CONTINUATION",
];
const settingNames = new Map<number, string>(
  Object.entries(SettingId).map(([name, id]) => [id, name]),
);

/** Tells the frames of one direction of a connection in words, whatever pieces they come in. */
export class FrameWords {
  private readonly print: (line: string) => void;
  private readonly head: Uint8Array;
  private headLength: number;
  private payload: number[];
  /** Bytes of the payload, or of the client's preface, that are still to come. */
  private toCome: number;
  private isPreface: boolean;

  /** @param hasPreface whether the direction begins with the client's connection preface */
  constructor(print: (line: string) => void, hasPreface: boolean) {
    this.print = print;
    this.head = new Uint8Array(HEADER_LENGTH);
    this.headLength = 0;
    this.payload = [];
    this.toCome = hasPreface ? PREFACE_LENGTH : 0;
    this.isPreface = hasPreface;
  }

  /** A piece of what is sent in this direction. */
  feed(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    for (let at = start; at < end; ) {
      if (this.toCome > 0) {
        const size = Math.min(this.toCome, end - at);
        const wanted = Math.min(size, MAX_PAYLOAD - this.payload.length);
        for (let i = 0; i < wanted; i++) this.payload.push(bytes[at + i] as number);
        at += size;
        this.toCome -= size;
        if (this.toCome === 0) this.endFrame();
      } else {
        this.head[this.headLength++] = bytes[at++] as number;
        if (this.headLength < HEADER_LENGTH) continue;
        this.toCome = read(this.head, 0, 3);
        if (this.toCome === 0) this.endFrame();
      }
    }
  }

  private endFrame(): void {
    if (this.isPreface) {
      this.isPreface = false;
      this.print("the client's preface");
    } else {
      this.print(describeFrame(this.head, Uint8Array.from(this.payload)));
    }
    this.headLength = 0;
    this.payload = [];
  }
}

/** Returns a frame in words. */
function describeFrame(head: Uint8Array, payload: Uint8Array): string {
  const length = read(head, 0, 3);
  const type = head[3] as number;
  const flags = head[4] as number;
  const streamId = read(head, 5, 4) & 0x7fff_ffff;
  const name = names[type] ?? `frame of type 0x${type.toString(16)}`;
  const where = streamId === 0 ? "" : ` on stream ${streamId}`;
  const words = [...detailsOf(type, flags, length, payload)];
  return `${name}${where}${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
}

function* detailsOf(
  type: number,
  flags: number,
  length: number,
  payload: Uint8Array,
): Iterable<string> {
  switch (names[type]) {
    case "DATA":
    case "HEADERS":
      yield `${length} bytes`;
      if ((flags & 0x1) !== 0) yield "ends the stream";
      if (type === 1 && (flags & 0x4) === 0) yield "CONTINUATION follows";
      break;
    case "RST_STREAM":
      yield errorCodeName(read(payload, 0, 4));
      break;
    case "SETTINGS":
      if ((flags & 0x1) !== 0) yield "acknowledges ours";
      for (let at = 0; at + 6 <= payload.length; at += 6) {
        const id = read(payload, at, 2);
        yield `${settingNames.get(id) ?? `0x${id.toString(16)}`} ${read(payload, at + 2, 4)}`;
      }
      break;
    case "PING":
      yield (flags & 0x1) !== 0 ? "acknowledgment" : "wants an acknowledgment";
      break;
    case "GOAWAY": {
      yield errorCodeName(read(payload, 4, 4));
      yield `streams after ${read(payload, 0, 4) & 0x7fff_ffff} are not processed`;
      const debug = String.fromCharCode(...payload.subarray(8)).replaceAll(/[^ -~]/g, ".");
      if (debug !== "") yield JSON.stringify(debug);
      break;
    }
    case "WINDOW_UPDATE":
      yield `${read(payload, 0, 4) & 0x7fff_ffff} more bytes may come`;
      break;
    default:
      yield `${length} bytes`;
  }
}

/** A number of `size` bytes, the highest first. */
function read(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
