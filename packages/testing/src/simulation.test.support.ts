import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Simulation } from "./simulation.ts";

/** A host that sends back what it receives. */
export function addEcho(sim: Simulation, name = "echo") {
  const sockets: Socket[] = [];
  const host = sim.host(name, async () => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      socket.pipe(socket);
    });
    server.listen({ port: 7, host: "0.0.0.0" });
    await once(server, "listening");
    return {
      close: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
        }),
    };
  });
  return { host, sockets };
}

export async function open(name = "echo"): Promise<Socket> {
  const socket = connect({ host: name, port: 7 });
  await once(socket, "connect");
  return socket;
}

export async function receive(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes.toString();
}

export async function talk(socket: Socket): Promise<string> {
  socket.write("hello");
  return receive(socket);
}
