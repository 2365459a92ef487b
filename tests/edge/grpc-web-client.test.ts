import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { MessageType } from "@tramline/protobuf";
import { decodeStatusRecord } from "@tramline/rpc";
import { GrpcWebClientBase, MethodDescriptor, MethodType, type RpcError } from "grpc-web";
import xhr2 from "xhr2";
import { serving } from "./edge.test.support.ts";
import { EdgeService, Item } from "./gen/edge/edge.ts";

/** The class of messages that the client demands; it is made of our types' codecs. */
class Message {
  readonly item: Item;

  constructor(item: Item = Item.create({})) {
    this.item = item;
  }
}

const type: MessageType<Item> = Item;

function descriptor(name: "Write" | "Repeat"): MethodDescriptor<Message, Message> {
  const isUnary = name === "Write";
  return new MethodDescriptor<Message, Message>(
    `/${EdgeService.typeName}/${name}`,
    isUnary ? MethodType.UNARY : MethodType.SERVER_STREAMING,
    Message as new () => Message,
    Message as new () => Message,
    ({ item }: Message) => type.encode(item),
    (bytes: Uint8Array) => new Message(type.decode(bytes)),
  );
}

const message = (text: string, count = 0): Message => new Message(Item.create({ text, count }));

describe("the grpc-web client over HTTP/1.1", () => {
  const platform = globalThis as { XMLHttpRequest?: unknown };
  let former: unknown;
  before(() => {
    former = platform.XMLHttpRequest;
    platform.XMLHttpRequest = xhr2.XMLHttpRequest;
  });
  after(() => {
    if (former === undefined) delete platform.XMLHttpRequest;
    else platform.XMLHttpRequest = former;
  });

  // In binary mode it streams by fetch alone, and reads whole bodies by XMLHttpRequest.
  for (const format of ["text", "binary"]) {
    it(`calls a unary method in ${format} mode, and receives its errors`, async () => {
      await serving({ cors: true }, async (port) => {
        const url = `http://127.0.0.1:${port}/edge.EdgeService/Write`;
        const client = new GrpcWebClientBase({ format });
        const metadata = { mine: "1", deadline: String(Date.now() + 5000) };
        const large = "ü".repeat(100_000);
        for (const text of ["short", large]) {
          const call = client.unaryCall(url, message(text), metadata, descriptor("Write"));
          assert.equal((await call).item.text, text);
        }
        const failing = client.unaryCall(url, message("fail"), metadata, descriptor("Write"));
        const error = await failing.then(
          () => assert.fail("the call went well"),
          (reason: unknown) => reason as RpcError,
        );
        assert.equal(error.code, 9);
        assert.equal(error.message, "not now: ü%");
        assert.equal(error.metadata["why"], "because");
        const details = error.metadata["grpc-status-details-bin"] ?? "";
        const record = decodeStatusRecord(Buffer.from(details, "base64"));
        assert.equal(record?.details[0]?.typeUrl, "type.googleapis.com/google.rpc.BadRequest");
      });
    });
  }

  it("receives a stream in text mode, and its status", async () => {
    await serving({}, async (port) => {
      const url = `http://127.0.0.1:${port}/edge.EdgeService/Repeat`;
      const client = new GrpcWebClientBase({ format: "text" });
      for (const [text, code] of [
        ["fine", 0],
        ["fail", 9],
      ] as const) {
        const stream = client.serverStreaming(url, message(text, 50), {}, descriptor("Repeat"));
        const counts: number[] = [];
        stream.on("data", ({ item }) => counts.push(item.count));
        const status = await new Promise<number>((resolve) => {
          stream.on("status", (one) => resolve(one.code));
          stream.on("error", (error) => resolve(error.code));
        });
        assert.equal(status, code);
        assert.deepEqual(
          counts,
          Array.from({ length: 50 }, (_, i) => i),
        );
      }
    });
  });
});
