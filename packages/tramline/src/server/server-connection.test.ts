import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { describe, it } from "node:test";
import { clientStreaming, serviceType, unary } from "@tramline/protobuf/codegen/v1";
import { file_google_protobuf_wrappers, StringValue } from "@tramline/protobuf/wkt";
import { type ServerContext, StatusError } from "@tramline/rpc";
import { createServer } from "./server.ts";

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
}

type Say = (request: StringValue, context: ServerContext) => StringValue;

/** The response of a server to a request that another HTTP/2 made. */
async function request(
  fields: Record<string, string>,
  body: Buffer,
  say: Say = (one) => one,
): Promise<Answer> {
  const server = createServer().add(TestService, { say });
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
    stream.resume();
    await once(stream, "close");
    return { headers, trailers };
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
    const { headers } = await request({ "content-type": "application/json" }, message);
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
