/**
 * The client that h2specd judges, on @tramline/http2 alone: GETs the URL given, and stays until the
 * server ends the connection, as cases go on after the response.
 */
import { connect, HeaderTemplate, type Stream, type StreamHandler } from "@tramline/http2";

/** Less than h2specd gives a client. */
const GIVE_UP_MS = 2800;
/** Time for our last frames to be read before the socket goes with the process. */
const LAST_WORDS_MS = 100;

const leave = () => setTimeout(() => process.exit(0), LAST_WORDS_MS);

/** Takes a response and forgets it. */
class Response implements StreamHandler {
  stream: Stream | undefined;

  constructor() {
    this.stream = undefined;
  }

  onHeaders(): void {}

  onData(_bytes: Uint8Array, start: number, end: number): void {
    this.stream?.consume(end - start);
  }

  onEnd(): void {}
  onFailure(): void {}
  onSendReady(): void {}
}

const url = new URL(process.argv[2] ?? "");
const { connection } = await connect({
  address: { host: url.hostname, port: Number(url.port) },
  ...(url.protocol === "https:" && { tls: { rejectUnauthorized: false } }),
  listener: {
    // The judge has seen what it wanted: it ends each case so.
    onGoaway: leave,
    onClosed: leave,
    onCapacity() {},
    onIdle() {},
  },
  // One case takes a frame of more than 16,384 bytes for too large without looking at our SETTINGS: it
  // assumes the protocol's initial value, while our default is larger.
  settings: { maxFrameSize: 16_384 },
  signal: AbortSignal.timeout(GIVE_UP_MS),
});
const request = new HeaderTemplate([
  ":method",
  "GET",
  ":scheme",
  url.protocol.slice(0, -1),
  ":path",
  url.pathname,
  ":authority",
  url.host,
]);
const response = new Response();
response.stream = connection.openStream(response, request, [], true);
setTimeout(() => process.exit(1), GIVE_UP_MS);
