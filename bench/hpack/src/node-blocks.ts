import { once } from "node:events";
import { connect } from "node:http2";
import { type AddressInfo, createServer } from "node:net";

const PREFACE_LENGTH = 24;
const FRAME_HEADER_LENGTH = 9;
const TYPE_HEADERS = 1;

/**
 * The header blocks of the requests that a node:http2 client sends with these fields, in order: what
 * a peer sends that Huffman codes everything and puts most of it into the dynamic table.
 */
export async function captureNodeBlocks(
  requests: readonly Record<string, string>[],
): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  let resolve: () => void = () => {};
  const done = new Promise<void>((r) => {
    resolve = r;
  });
  const server = createServer((socket) => {
    // SETTINGS: as many streams at once as there are requests.
    socket.write(Uint8Array.of(0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 15, 255, 255));
    let held = Buffer.alloc(0);
    let isPrefaceRead = false;
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      held = Buffer.concat([held, chunk]);
      if (!isPrefaceRead) {
        if (held.length < PREFACE_LENGTH) return;
        held = held.subarray(PREFACE_LENGTH);
        isPrefaceRead = true;
      }
      while (held.length >= FRAME_HEADER_LENGTH) {
        const end = FRAME_HEADER_LENGTH + held.readUIntBE(0, 3);
        if (held.length < end) break;
        // Priority fields (flag 0x20) take five bytes in front.
        const skipped = ((held[4] as number) & 0x20) === 0 ? 0 : 5;
        if (held[3] === TYPE_HEADERS) {
          blocks.push(Uint8Array.from(held.subarray(FRAME_HEADER_LENGTH + skipped, end)));
        }
        held = held.subarray(end);
      }
      if (blocks.length === requests.length) resolve();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(session, "remoteSettings");
  for (const headers of requests) {
    session.request(headers, { endStream: true }).on("error", () => {});
  }
  await done;
  session.destroy();
  server.close();
  return blocks;
}
