// The load, the same for all: keep-alive connections of HTTP/1.1, each with one request at a time.
import { connect, type Socket } from "node:net";

/** The calls of one window. */
export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
  /** Latencies in microseconds, sorted. */
  readonly latencies: Float64Array;
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";
/** Behind the data of another chunk: a status in trailers of gRPC-Web ends as the last chunk does. */
const END = `\r\n${LAST_CHUNK}`;

/** Reads responses of one connection: by their content-length, or in chunks. */
class Responses {
  private received = 0;
  /** Of the whole response; -1 for one in chunks. */
  private expected: number | undefined;
  private head = "";

  /** Takes a piece; returns whether a response is whole. */
  add(piece: Buffer): boolean {
    if (this.expected === undefined) {
      this.head += piece.toString("latin1");
      const end = this.head.indexOf(HEAD_END);
      if (end < 0) return false;
      if (!this.head.startsWith("HTTP/1.1 200")) throw new Error(this.head.slice(0, 400));
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.head.slice(0, end + 2))?.[1];
      this.expected = length === undefined ? -1 : end + HEAD_END.length + Number(length);
      this.received = this.head.length;
    } else {
      this.received += piece.length;
    }
    const isWhole =
      this.expected >= 0
        ? this.received >= this.expected
        : isEnd(piece.toString("latin1", Math.max(0, piece.length - END.length)));
    if (isWhole) {
      this.expected = undefined;
      this.head = "";
    }
    return isWhole;
  }
}

function isEnd(text: string): boolean {
  return text === LAST_CHUNK || text.endsWith(END);
}

/**
 * Sends a request again and again.
 *
 * @throws Error for a response other than 200, and a connection that the server closes
 */
export async function load(
  port: number,
  request: Buffer,
  connections: number,
  ms: number,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const begin = performance.now();
  const until = begin + ms;
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      const responses = new Responses();
      let sentAt = 0;
      let isDone = false;
      const send = (): void => {
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on("connect", send);
      socket.on("error", reject);
      socket.on("close", () => {
        if (!isDone) reject(new Error("the server closed a connection"));
      });
      socket.on("data", (piece) => {
        try {
          if (!responses.add(piece)) return;
        } catch (error) {
          isDone = true;
          socket.destroy();
          reject(error);
          return;
        }
        const now = performance.now();
        latencies.push((now - sentAt) * 1000);
        if (now < until) {
          send();
          return;
        }
        isDone = true;
        socket.destroy();
        resolve();
      });
    });
  await Promise.all(Array.from({ length: connections }, run));
  const seconds = (performance.now() - begin) / 1000;
  return { calls: latencies.length, seconds, latencies: Float64Array.from(latencies).sort() };
}
