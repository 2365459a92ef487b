/**
 * The server that h2spec judges: answers GET and POST / with 200 and a body, on @tramline/http2 alone.
 * Prints `{"cleartext":PORT,"tls":PORT}` when it listens, and ends with its standard input.
 */
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import {
  accept,
  type ConnectionListener,
  ErrorCode,
  type FieldSection,
  HeaderTemplate,
  type Stream,
  type StreamHandler,
} from "@tramline/http2";

const body = new TextEncoder().encode("Hello from Tramline.\n");
const found = new HeaderTemplate([":status", "200", "content-type", "text/plain"]);
const empty = new HeaderTemplate([":status", "200", "content-length", "0"]);

const listener: ConnectionListener = {
  onReady() {},
  onGoaway() {},
  onCapacity() {},
  onIdle() {},
  onClosed() {},
};

/** Answers once the request is whole, so that what is wrong with it shows first. */
class Answer implements StreamHandler {
  private readonly stream: Stream;
  private readonly isHead: boolean;

  constructor(stream: Stream, isHead: boolean) {
    this.stream = stream;
    this.isHead = isHead;
  }

  onHeaders(): void {}

  onData(_bytes: Uint8Array, start: number, end: number): void {
    this.stream.consume(end - start);
  }

  onEnd(): void {
    if (this.isHead) {
      this.stream.sendTrailers(empty, []);
      return;
    }
    this.stream.sendHeaders(found, ["content-length", `${body.length}`]);
    this.stream.sendData(body, true);
  }

  onFailure(): void {}
  onSendReady(): void {}
}

function serve(socket: Socket): void {
  socket.on("error", () => {});
  accept(socket, {
    listener,
    // One case (4.2/3) takes a frame of 20,000 bytes for too large without looking at our SETTINGS:
    // it assumes the protocol's initial value, while our default is larger.
    settings: { maxFrameSize: 16_384 },
    acceptor: {
      onRequest(stream: Stream, section: FieldSection, endStream: boolean): StreamHandler {
        const isHead = section.fields.includes("HEAD");
        const answer = new Answer(stream, isHead);
        if (section.malformed !== undefined) stream.reset(ErrorCode.ENHANCE_YOUR_CALM);
        else if (endStream) answer.onEnd();
        return answer;
      },
    },
  });
}

function testdata(name: string): Buffer {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const cleartext = await listen(createServer(serve));
const tls = await listen(
  createTlsServer(
    {
      key: testdata("localhost.key"),
      cert: testdata("localhost.pem"),
      ALPNProtocols: ["h2"],
    },
    serve,
  ).on("tlsClientError", () => {}),
);
console.log(JSON.stringify({ cleartext, tls }));
process.stdin.on("end", () => process.exit(0)).resume();
