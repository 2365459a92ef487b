import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { describe, it } from "node:test";
import { clientStreaming, serviceType, unary } from "@tramline/protobuf/codegen/v1";
import { file_google_protobuf_wrappers, StringValue } from "@tramline/protobuf/wkt";
import { type ServerContext, StatusError } from "@tramline/rpc";
import { jsonCodec } from "@tramline/rpc/json";
import { createServer, type Server } from "./server.ts";

const TestService = serviceType("test.Service", file_google_protobuf_wrappers, {
  say: unary("Say", StringValue, StringValue),
  collect: clientStreaming("Collect", StringValue, StringValue),
});

/** A StringValue without text, behind its prefix. */
const message = Buffer.from([0, 0, 0, 0, 0]);

interface Answer {
  readonly headers: IncomingHttpHeaders;
  /** The trailers; undefined when the response consists of one header section. */
  readonly trailers: IncomingHttpHeaders | undefined;
  readonly body: Buffer;
}

type Say = (request: StringValue, context: ServerContext) => StringValue;

/** The response of a server to a request that another HTTP/2 made. */
async function request(
  fields: Record<string, string>,
  body: Buffer,
  say: Say = (one) => one,
): Promise<Answer> {
  return ask(createServer().add(TestService, { say }), fields, body);
}

/** The response of a server, which is closed afterwards. */
async function ask(server: Server, fields: Record<string, string>, body: Buffer): Promise<Answer> {
  const { port } = await server.listen("127.0.0.1:0");
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({
      ":method": "POST",
      ":path": "/test.Service/Say",
      "content-type": "application/grpc",
      te: "trailers",
      ...fields,
    });
    let trailers: IncomingHttpHeaders | undefined;
    stream.on("trailers", (received) => {
      trailers = received;
    });
    stream.end(body);
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(stream, "close");
    return { headers, trailers, body: Buffer.concat(chunks) };
  } finally {
    session.close();
    await server.close({ graceMs: 0 });
  }
}

describe("a request that no handler sees", () => {
  it("of another codec: UNIMPLEMENTED", async () => {
    const { headers } = await request({ "content-type": "application/grpc+thrift" }, message);
    assert.equal(headers[":status"], 200);
    assert.equal(headers["grpc-status"], "12");
    assert.match(String(headers["grpc-message"]), /application\/grpc\+thrift/);
  });

  it("by another method than POST: 405", async () => {
    const { headers } = await request({ ":method": "PUT" }, message);
    assert.equal(headers[":status"], 405);
    assert.equal(headers["allow"], "POST");
  });

  it("of another content-type: 415", async () => {
    const { headers } = await request({ "content-type": "text/html" }, message);
    assert.equal(headers[":status"], 415);
  });

  it("with no message or two where there is to be one: UNIMPLEMENTED", async () => {
    for (const body of [Buffer.alloc(0), Buffer.concat([message, message])]) {
      const { headers } = await request({}, body);
      assert.equal(headers["grpc-status"], "12", `${body.length} bytes`);
    }
  });

  it("cut off within a message: INTERNAL", async () => {
    const { headers } = await request({}, message.subarray(0, 3));
    assert.equal(headers["grpc-status"], "13");
  });
});

const framed = (bytes: Uint8Array | string): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, Buffer.from(bytes)]);
};

describe("the codec of a request", () => {
  const fields = { "content-type": "application/grpc+json" };

  it("has its messages in that encoding, and the response too", async () => {
    let codec = "";
    const server = createServer({ codecs: [jsonCodec()] }).add(TestService, {
      say(one, context) {
        codec = context.codec;
        return { value: one.value.toUpperCase() };
      },
    });
    const { headers, trailers, body } = await ask(server, fields, framed('"text"'));
    assert.equal(headers["content-type"], "application/grpc+json");
    assert.deepEqual(body, framed('"TEXT"'));
    assert.equal(trailers?.["grpc-status"], "0");
    assert.equal(codec, "json");
  });

  it("fails with the codec's reason: INTERNAL", async () => {
    const server = createServer({ codecs: [jsonCodec()] }).add(TestService, { say: (one) => one });
    const { headers } = await ask(server, fields, framed('{"value":'));
    assert.equal(headers["grpc-status"], "13");
    assert.equal(headers["content-type"], "application/grpc+json");
  });

  it("is named among those that the server has, when it is unknown", async () => {
    const server = createServer({ codecs: [jsonCodec()] }).add(TestService, { say: (one) => one });
    const { headers } = await ask(server, { "content-type": "application/grpc+xml" }, message);
    assert.match(String(headers["grpc-message"]), /grpc\+proto or application\/grpc\+json/);
  });

  it("is that of the response to a method that is not served, too", async () => {
    const server = createServer({ codecs: [jsonCodec()] });
    const { headers } = await ask(server, fields, framed("{}"));
    assert.equal(headers["grpc-status"], "12");
    assert.equal(headers["content-type"], "application/grpc+json");
  });

  it("must be a codec with a name", () => {
    const wrong = { ...jsonCodec(), name: "J" };
    assert.throws(() => createServer({ codecs: [wrong] }), { code: "SERVER_OPTION_INVALID" });
    assert.throws(() => createServer({ codecs: jsonCodec() as never }), /expected an array/);
  });
});

describe("a handler of unknown methods", () => {
  it("receives the path, the encoding, and bytes, and responds with bytes", async () => {
    const seen: unknown[] = [];
    const server = createServer().add(TestService, { say: (one) => one });
    server.addUnknown(async function* (requests, { method, codec }) {
      seen.push(method.path, codec);
      for await (const one of requests) {
        seen.push([...one]);
        yield Uint8Array.of(...one, 9);
      }
    });
    const fields = { ":path": "/other.Service/Do", "content-type": "application/grpc+x" };
    const two = Buffer.concat([framed(Uint8Array.of(1)), framed(Uint8Array.of(2, 3))]);
    const { headers, trailers, body } = await ask(server, fields, two);
    assert.deepEqual(seen, ["/other.Service/Do", "x", [1], [2, 3]]);
    assert.equal(headers["content-type"], "application/grpc+x");
    assert.deepEqual(
      body,
      Buffer.concat([framed(Uint8Array.of(1, 9)), framed(Uint8Array.of(2, 3, 9))]),
    );
    assert.equal(trailers?.["grpc-status"], "0");
  });

  it("does not see methods that a service has, served or not", async () => {
    const server = createServer().add(TestService, {});
    server.addUnknown(() => assert.fail("must not be called"));
    const { headers } = await ask(server, {}, message);
    assert.equal(headers["grpc-status"], "12");
  });

  it("is one function", () => {
    const server = createServer();
    assert.throws(() => server.addUnknown({} as never), { code: "HANDLER_NOT_A_FUNCTION" });
    server.addUnknown(() => []);
    assert.throws(() => server.addUnknown(() => []), { code: "UNKNOWN_HANDLER_TWICE" });
  });
});

describe("a handler that fails", () => {
  const refuse: Say = (_request, context) => {
    context.responseTrailers.set("x-trailer", "t");
    throw new StatusError("NOT_FOUND", "nothing here");
  };

  it("answers with one header section", async () => {
    const { headers, trailers } = await request({}, message, refuse);
    assert.equal(headers["grpc-status"], "5");
    assert.equal(headers["x-trailer"], "t");
    assert.equal(trailers, undefined);
  });

  it("sends the headers that it has set ahead of the status", async () => {
    const { headers, trailers } = await request({}, message, (one, context) => {
      context.responseHeaders.set("x-header", "h");
      return refuse(one, context);
    });
    assert.equal(headers["x-header"], "h");
    assert.equal(headers["grpc-status"], undefined);
    assert.equal(trailers?.["grpc-status"], "5");
    assert.equal(trailers?.["x-trailer"], "t");
  });
});
