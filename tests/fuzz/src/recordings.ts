import { once } from "node:events";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { type ClientChannelOptions, createChannel, createClient } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { countedEchoServer } from "./echo-server.ts";

/** What went over one connection, each way. */
export interface Recording {
  readonly name: string;
  readonly toServer: Uint8Array;
  readonly toClient: Uint8Array;
}

type EchoClient = ReturnType<typeof createClient<typeof EchoService>>;

/** The calls of one recording; made again when its bytes are played to a client. */
export interface Script {
  readonly name: string;
  readonly options: ClientChannelOptions;
  readonly calls: (client: EchoClient) => Promise<unknown>[];
}

async function read(stream: AsyncIterable<unknown>, most = Infinity): Promise<number> {
  let count = 0;
  for await (const _one of stream) if (++count >= most) break;
  return count;
}

const timeoutMs = 3000;

/** Deadline of a call that hangs: long enough that it reaches its handler on a busy machine. */
const hangMs = 500;

/** What our own client says in calls of all kinds. */
export const scripts: readonly Script[] = [
  {
    name: "plain",
    options: {},
    calls: (client) => [
      client.say({ text: "a" }, { timeoutMs }),
      client.say({ text: "fail" }, { timeoutMs }),
      client.say({ text: "b", data: new Uint8Array(3000) }, { timeoutMs }),
      read(client.repeat({ text: "c", count: 20 }, { timeoutMs })),
      client.collect([{ text: "d" }, { text: "e" }], { timeoutMs }),
      read(client.chat([{ text: "f" }, { text: "g" }, { text: "h" }], { timeoutMs })),
    ],
  },
  {
    name: "metadata",
    options: {},
    calls: (client) => {
      const metadata = {
        authorization: "x".repeat(200),
        tag: ["a", "b"],
        "t-bin": new Uint8Array(20),
      };
      return [1, 2, 3].flatMap((i) => [
        client.say({ text: `${i}` }, { metadata, timeoutMs }),
        read(client.repeat({ text: "r", count: 5 }, { metadata, timeoutMs }), 2),
        client.say({ text: "hang" }, { metadata, timeoutMs: hangMs }),
      ]);
    },
  },
  {
    name: "compressed",
    options: { compression: "gzip" },
    calls: (client) => [
      client.say({ text: "a".repeat(1000) }, { timeoutMs }),
      client.collect([{ text: "d".repeat(500) }, { text: "e" }], { timeoutMs }),
      read(client.chat([{ text: "f".repeat(300) }, { text: "g" }], { timeoutMs })),
    ],
  },
  {
    name: "large",
    options: {},
    calls: (client) => [
      client.say({ data: new Uint8Array(90_000) }, { timeoutMs }),
      client.collect([{ data: new Uint8Array(70_000) }, { text: "e" }], { timeoutMs }),
      read(client.repeat({ data: new Uint8Array(30_000), count: 5 }, { timeoutMs })),
    ],
  },
];

/** Has our client and server speak with each other, and notes what they say. */
export async function record(script: Script): Promise<Recording> {
  const { server } = countedEchoServer({ compression: script.options.compression });
  const { port } = await server.listen("127.0.0.1:0");
  const toServer: Buffer[] = [];
  const toClient: Buffer[] = [];
  const proxy = createTcpServer((socket) => {
    const onward = connect(port, "127.0.0.1");
    socket.on("data", (chunk) => toServer.push(chunk)).pipe(onward);
    onward.on("data", (chunk) => toClient.push(chunk)).pipe(socket);
    socket.on("error", () => {});
    onward.on("error", () => {});
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const channel = createChannel(address, script.options);
  await Promise.allSettled(script.calls(createClient(EchoService, channel)));
  await channel.close();
  await server.close({ graceMs: 0 });
  proxy.close();
  return {
    name: script.name,
    toServer: new Uint8Array(Buffer.concat(toServer)),
    toClient: new Uint8Array(Buffer.concat(toClient)),
  };
}
