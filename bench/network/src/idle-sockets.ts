/**
 * A client of few bytes, the same for every server: opens connections, with calls that nobody responds to if
 * they are asked for, and leaves them as they are. Prints a line when all are open.
 *
 *   idle-sockets.ts PORT CONNECTIONS STREAMS_OF_EACH
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const [port = "", connections = "", streams = ""] = process.argv.slice(2);
/** Connections that are being opened at one time. */
const AT_ONCE = 50;

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, 9);
  return bytes;
}

/** A field as a literal that is not indexed (RFC 7541 section 6.2.2), without Huffman coding. */
function field(name: string, value: string): Buffer {
  const text = (part: string) => Buffer.from([part.length, ...Buffer.from(part)]);
  return Buffer.concat([Buffer.of(0), text(name), text(value)]);
}

const block = Buffer.concat([
  field(":method", "POST"),
  field(":scheme", "http"),
  field(":path", "/network.TransferService/Wait"),
  field(":authority", "127.0.0.1"),
  field("content-type", "application/grpc"),
  field("te", "trailers"),
]);
const [END_STREAM, END_HEADERS, ACK] = [1, 4, 1];
const [DATA, HEADERS, SETTINGS] = [0, 1, 4];
const opening = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame(SETTINGS, 0, 0, Buffer.alloc(0)),
  frame(SETTINGS, ACK, 0, Buffer.alloc(0)),
]);
/** A call with an empty message. */
const call = (stream: number) =>
  Buffer.concat([
    frame(HEADERS, END_HEADERS, stream, block),
    frame(DATA, END_STREAM, stream, Buffer.alloc(5)),
  ]);

/** Opens a connection. It is open once the server has sent its settings and the calls have left. */
async function open(): Promise<Socket> {
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
  socket.write(opening);
  await once(socket, "data");
  for (let i = 0; i < Number(streams); i++) socket.write(call(2 * i + 1));
  socket.on("data", () => {});
  socket.on("close", () => {
    console.error("the server closed a connection");
    process.exit(1);
  });
  return socket;
}

for (let opened = 0; opened < Number(connections); opened += AT_ONCE) {
  const count = Math.min(AT_ONCE, Number(connections) - opened);
  await Promise.all(Array.from({ length: count }, open));
}
console.log(JSON.stringify({ open: Number(connections) }));
