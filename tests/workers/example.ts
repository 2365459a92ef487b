/** Cases of examples/workers, with its own bundle and configuration: grpc-js calls it, and is called by it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from "@grpc/grpc-js";
import {
  GreetEachRequest,
  Greeting,
  GreetRequest,
} from "../../examples/workers/src/gen/greeter/v1/greeter.ts";
import type { NamedCase, SuiteResults } from "../web/results.ts";
import { type RunningWorker, runWorkerd } from "./workerd.ts";

const folder = new URL("../../examples/workers/", import.meta.url);
const SERVICE = "/greeter.v1.GreeterService";

const packRequest = (request: GreetRequest) => Buffer.from(GreetRequest.encode(request));
const packNames = (request: GreetEachRequest) => Buffer.from(GreetEachRequest.encode(request));
const unpackGreeting = (bytes: Buffer) => Greeting.decode(bytes);

function definition(name: string, requestStream: boolean, responseStream: boolean) {
  const request = name === "GreetEach" ? GreetEachRequest : GreetRequest;
  return {
    path: `${SERVICE}/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (): Buffer => assert.fail("a server sends no requests"),
    requestDeserialize: (bytes: Buffer): object => request.decode(bytes),
    responseSerialize: (message: Greeting) => Buffer.from(Greeting.encode(message)),
    responseDeserialize: (): object => assert.fail("a server receives no responses"),
  };
}

const hi = (name: string): Greeting => ({ text: `Hi, ${name}.` });

/** Starts a greeter on grpc-js, whose words differ from the Worker's. */
async function startGreeter(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = new Server();
  server.addService(
    {
      greet: definition("Greet", false, false),
      greetEach: definition("GreetEach", false, true),
      greetAll: definition("GreetAll", true, false),
      greetAsTheyCome: definition("GreetAsTheyCome", true, true),
    },
    {
      greet(call: ServerUnaryCall<GreetRequest, Greeting>, respond: sendUnaryData<Greeting>) {
        respond(null, hi(call.request.name));
      },
      greetEach(call: ServerWritableStream<GreetEachRequest, Greeting>) {
        for (const name of call.request.names) call.write(hi(name));
        call.end();
      },
      greetAll(
        call: ServerReadableStream<GreetRequest, Greeting>,
        respond: sendUnaryData<Greeting>,
      ) {
        const names: string[] = [];
        call.on("data", ({ name }: GreetRequest) => names.push(name));
        call.on("end", () => respond(null, hi(names.join(" and "))));
      },
      greetAsTheyCome(call: ServerDuplexStream<GreetRequest, Greeting>) {
        call.on("data", ({ name }: GreetRequest) => call.write(hi(name)));
        call.on("end", () => call.end());
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, server };
}

/** Calls the Worker by grpc-js, in the four kinds. */
function callerCases({ tcp }: RunningWorker): NamedCase[] {
  const withClient = async (run: (client: Client) => Promise<void>): Promise<void> => {
    const client = new Client(tcp, credentials.createInsecure());
    try {
      await run(client);
    } finally {
      client.close();
    }
  };
  const greet = (client: Client, name: string): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const path = `${SERVICE}/Greet`;
      client.makeUnaryRequest(path, packRequest, unpackGreeting, { name }, (error, greeting) => {
        if (error === null) resolve(greeting?.text);
        else reject(error);
      });
    });
  const texts = (greetings: readonly Greeting[]): string[] => greetings.map(({ text }) => text);
  return [
    {
      name: "unary, and its error",
      run: () =>
        withClient(async (client) => {
          assert.equal(await greet(client, "Ada"), "Hello, Ada!");
          await assert.rejects(greet(client, ""), { code: 3, details: /invalid name/ });
        }),
    },
    {
      name: "server streaming",
      run: () =>
        withClient(async (client) => {
          const path = `${SERVICE}/GreetEach`;
          const request = { names: ["Ada", "Grace"] };
          const call = client.makeServerStreamRequest(path, packNames, unpackGreeting, request);
          assert.deepEqual(texts(await call.toArray()), ["Hello, Ada!", "Hello, Grace!"]);
        }),
    },
    {
      name: "client streaming",
      run: () =>
        withClient(async (client) => {
          const path = `${SERVICE}/GreetAll`;
          const text = await new Promise((resolve, reject) => {
            const call = client.makeClientStreamRequest(
              path,
              packRequest,
              unpackGreeting,
              (error, greeting) => (error === null ? resolve(greeting?.text) : reject(error)),
            );
            call.write({ name: "Ada" });
            call.end({ name: "Grace" });
          });
          assert.equal(text, "Hello, Ada, Grace!");
        }),
    },
    {
      name: "bidirectional streaming, in turn",
      run: () =>
        withClient(async (client) => {
          const path = `${SERVICE}/GreetAsTheyCome`;
          const call = client.makeBidiStreamRequest(path, packRequest, unpackGreeting);
          for (const name of ["Ada", "Grace"]) {
            call.write({ name });
            const [greeting] = (await once(call, "data")) as [Greeting];
            assert.equal(greeting.text, `Hello, ${name}!`);
          }
          call.end();
          await once(call, "end");
        }),
    },
  ];
}

/** Has the Worker call a greeter on grpc-js. */
function tourCases({ http }: RunningWorker): NamedCase[] {
  return [
    {
      name: "the Worker calls grpc-js, in the four kinds",
      async run() {
        const response = await fetch(`http://${http}/tour`);
        assert.deepEqual(await response.json(), {
          greet: ["Hi, Ada."],
          greetEach: ["Hi, Ada.", "Hi, Grace."],
          greetAll: ["Hi, Ada and Grace."],
          greetAsTheyCome: ["Hi, Ada.", "Hi, Grace."],
        });
      },
    },
    {
      name: "Connect by fetch",
      async run() {
        const response = await fetch(`http://${http}${SERVICE}/Greet`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"name":"Ada"}',
        });
        assert.deepEqual(await response.json(), { text: "Hello, Ada!" });
      },
    },
  ];
}

/** Builds the example and runs its cases. */
export async function runExample(results: SuiteResults): Promise<void> {
  const cwd = fileURLToPath(folder);
  const build = spawnSync("npm", ["run", "--silent", "build"], { cwd, encoding: "utf8" });
  assert.equal(build.status, 0, build.stderr);
  const { port, server } = await startGreeter();
  const config = fileURLToPath(new URL("config.capnp", folder));
  const worker = await runWorkerd(config, { PEER: `127.0.0.1:${port}` });
  try {
    await results.run("example", [...callerCases(worker), ...tourCases(worker)]);
  } finally {
    await worker.stop();
    server.forceShutdown();
  }
}
