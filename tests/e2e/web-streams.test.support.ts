/** A socket of node:net as web-standard streams, as other runtimes have them. */
import type { Socket } from "node:net";
import type { ByteStreams } from "tramline";

/**
 * Returns the streams of a socket that may be half open. Those of `Duplex.toWeb` do not end with the peer's end before
 * Node has written all.
 */
export function webStreams(socket: Socket): ByteStreams {
  let isOver = false;
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      socket.on("data", (chunk) => {
        if (isOver) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) socket.pause();
      });
      socket.on("end", () => {
        if (!isOver) controller.close();
        isOver = true;
      });
      socket.on("error", (error) => {
        if (!isOver) controller.error(error);
        isOver = true;
      });
      socket.on("close", () => {
        if (!isOver) controller.error(new Error("the socket was closed"));
        isOver = true;
      });
    },
    pull() {
      socket.resume();
    },
    cancel() {
      isOver = true;
      socket.destroy();
    },
  });
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        socket.write(chunk, (error) => (error == null ? resolve() : reject(error)));
      }),
    close: () =>
      new Promise((resolve) => {
        socket.end(() => resolve());
      }),
    abort() {
      socket.destroy();
    },
  });
  return { readable, writable };
}
