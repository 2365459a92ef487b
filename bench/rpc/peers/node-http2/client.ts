import http2 from "node:http2";
import type { BenchClient, PingPong } from "../node/bench-client.ts";
import { clientMain } from "../node/client-main.ts";
import {
  AUTHORIZATION,
  CallIdentifiers,
  CONSTANT_METADATA,
  ECHO_TEXT,
  ORDER,
  TICK_TEXT,
  TRANSFER_BYTES,
} from "../node/sample-data.ts";
import { MessageCounter, prefixed } from "./frames.ts";
import { smallMessage } from "./small-message.ts";

// No codec and no RPC: bytes of the right length go there and back, as a line below which no
// implementation on node:http2 can come.
const echoRequest = prefixed(smallMessage(18));
const orderRequest = prefixed(smallMessage(428));
const tick = prefixed(smallMessage(5 + 2 + TICK_TEXT.length));
const transferRequest = prefixed(new Uint8Array(TRANSFER_BYTES + 4).fill(0x61));
const transferred = { data: new Uint8Array(TRANSFER_BYTES) };
const identifiers = new CallIdentifiers(process.pid);
const window = 4 * 1024 * 1024;

class NodeHttp2Client implements BenchClient {
  private readonly session: http2.ClientHttp2Session;
  private readonly scheme: string;

  constructor(target: string, ca: string | undefined) {
    this.scheme = ca === undefined ? "http" : "https";
    this.session = http2.connect(`${this.scheme}://${target}`, {
      ...(ca === undefined ? {} : { ca }),
      settings: { initialWindowSize: window, enablePush: false },
    });
    this.session.on("error", () => {});
    this.session.once("connect", () => this.session.setLocalWindowSize(window));
  }

  async echo(): Promise<{ readonly text: string }> {
    await this.unary("Echo", CONSTANT_METADATA, echoRequest);
    return { text: ECHO_TEXT };
  }

  async order(): Promise<{ readonly id: string }> {
    const metadata = {
      authorization: AUTHORIZATION,
      "x-request-id": identifiers.requestId(),
      traceparent: identifiers.traceparent(),
    };
    await this.unary("PlaceOrder", metadata, orderRequest);
    return { id: ORDER.id };
  }

  count(messages: number, tally: { operations: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      const counter = new MessageCounter();
      const stream = this.request("Count", {});
      let received = 0;
      stream.on("data", (chunk: Buffer) => {
        const ended = counter.push(chunk);
        received += ended;
        tally.operations += ended;
      });
      stream.on("error", reject);
      stream.on("end", () => {
        if (received === messages) resolve();
        else reject(new Error(`${received} messages of ${messages}`));
      });
      const request = Buffer.alloc(4);
      request.writeUInt32LE(messages);
      stream.end(prefixed(request));
    });
  }

  openPingPong(): PingPong {
    const stream = this.request("PingPong", {});
    const counter = new MessageCounter();
    const ended = new Promise<void>((resolve) => stream.once("end", () => resolve()));
    let answered: () => void = () => {};
    let failed: (error: Error) => void = () => {};
    stream.on("data", (chunk: Buffer) => {
      if (counter.push(chunk) > 0) answered();
    });
    stream.on("error", (error: Error) => failed(error));
    return {
      roundTrip: () =>
        new Promise((resolve, reject) => {
          answered = resolve;
          failed = reject;
          stream.write(tick);
        }),
      close: () => {
        stream.end();
        return ended;
      },
    };
  }

  async transfer(): Promise<{ readonly data: Uint8Array }> {
    await this.unary("Transfer", CONSTANT_METADATA, transferRequest);
    return transferred;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.session.close(() => resolve()));
  }

  private request(method: string, metadata: Readonly<Record<string, string>>) {
    return this.session.request({
      ":method": "POST",
      ":scheme": this.scheme,
      ":path": `/tramline.bench.v1.Bench/${method}`,
      te: "trailers",
      "content-type": "application/grpc+proto",
      "grpc-timeout": "5S",
      ...metadata,
    });
  }

  private unary(
    method: string,
    metadata: Readonly<Record<string, string>>,
    message: Buffer,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const stream = this.request(method, metadata);
      let length = 0;
      let status: string | string[] | undefined;
      stream.on("data", (chunk: Buffer) => {
        length += chunk.length;
      });
      stream.on("trailers", (trailers: http2.IncomingHttpHeaders) => {
        status = trailers["grpc-status"];
      });
      stream.on("error", reject);
      stream.on("end", () => {
        if (status === "0" && length === message.length) resolve();
        else reject(new Error(`status ${String(status)}, ${length} bytes`));
      });
      stream.end(message);
    });
  }
}

await clientMain((target, ca) => new NodeHttp2Client(target, ca));
