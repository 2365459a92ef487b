import { connect, type Socket } from "node:net";
import { createServer, type ServerLimitEvent } from "tramline";
import { echo, eventually, type withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

export const SAY = "/e2e.EchoService/Say";

/** A raw client: sends text, and gathers what comes until the server closes. */
export class RawClient {
  readonly socket: Socket;
  text = "";
  isClosed = false;

  constructor(address: string) {
    const [host, port] = address.split(":");
    this.socket = connect(Number(port), host);
    this.socket.setEncoding("latin1");
    this.socket.on("data", (chunk: string) => {
      this.text += chunk;
    });
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isClosed = true;
    });
  }

  send(text: string): this {
    this.socket.write(text, "latin1");
    return this;
  }

  async until(pattern: RegExp): Promise<void> {
    await eventually(() => pattern.test(this.text), `${pattern}, got ${this.text.slice(0, 500)}`);
  }

  async closed(): Promise<void> {
    await eventually(() => this.isClosed, "the server closes");
  }
}

/** A call of Say by Connect, with further header lines. */
export const say = (text: string, lines = "") => {
  const body = JSON.stringify({ text });
  return (
    `POST ${SAY} HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/json\r\n${lines}` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
};

/** Runs `body` with a raw client of a server, and ends both. */
export async function withRaw(
  body: (client: RawClient, address: string, events: ServerLimitEvent[]) => Promise<void>,
  options: Parameters<typeof createServer>[0] = {},
  implementation: Parameters<typeof withPair>[0] = echo,
): Promise<void> {
  const events: ServerLimitEvent[] = [];
  const server = createServer({ ...options, onLimit: (event) => events.push(event) });
  server.add(EchoService, implementation);
  const { address } = await server.listen("127.0.0.1:0");
  const client = new RawClient(address);
  try {
    await body(client, address, events);
  } finally {
    client.socket.destroy();
    await server.close({ graceMs: 0 });
  }
}
