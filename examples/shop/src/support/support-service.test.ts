import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type BidiStreamingCall,
  type Client,
  createChannel,
  createClient,
  createServer,
  StatusError,
} from "tramline";
import { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { OrderService, OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import {
  Author,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
  SupportService,
} from "../gen/shop/support/v1/support.ts";
import { supportService } from "./support-service.ts";

type Chat = BidiStreamingCall<ChatRequest, ChatResponse>;

/** Chats before services of the test's own, all on one server. */
describe("chats", () => {
  const server = createServer();
  let channel: ReturnType<typeof createChannel>;
  let support: Client<typeof SupportService>;

  before(async () => {
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
    server.add(OrderService, {
      getOrder: ({ id }) => {
        if (id !== "1001") throw new StatusError("NOT_FOUND", `no order ${id}`);
        return { id, status: OrderStatus.PACKED };
      },
    });
    server.add(CatalogService, {
      listProducts: () => ({ products: [{ id: "cup", name: "Everyday cup", stock: 4 }] }),
    });
    const orders = createClient(OrderService, channel);
    const catalog = createClient(CatalogService, channel);
    server.add(SupportService, supportService({ orders, catalog }));
    support = createClient(SupportService, channel);
  });
  after(async () => {
    await channel.close();
    await server.close({ graceMs: 0 });
  });

  async function join(conversationId: string, afterNumber = 0): Promise<Chat> {
    const chat = support.chat({ timeoutMs: 30_000 });
    const value = { conversationId, name: "Ada", afterNumber };
    await chat.send({ step: { case: "join", value } });
    return chat;
  }

  const post = (chat: Chat, id: string, text: string) =>
    chat.send({ step: { case: "post", value: { id, text } } });

  /** Reads until so many messages have come. */
  async function messagesOf(chat: Chat, count: number): Promise<ChatMessage[]> {
    const messages: ChatMessage[] = [];
    while (messages.length < count) {
      const next = await chat[Symbol.asyncIterator]().next();
      if (next.done === true) break;
      if (next.value.event.case === "message") messages.push(next.value.event.value);
    }
    return messages;
  }

  test("the shop replies about orders and products", async () => {
    const chat = await join("replies");
    await post(chat, "1", "Where is 1001?");
    await post(chat, "2", "Any cup left?");
    await post(chat, "3", "And 4711?");
    const messages = await messagesOf(chat, 6);
    const replies = messages.filter(({ author }) => author === Author.SHOP);
    assert.deepEqual(
      replies.map(({ text }) => text),
      [
        "Order 1001 is packed. The carrier takes it next.",
        "We have the Everyday cup: 4 left.",
        "I cannot find an order 4711. Is the number right?",
      ],
    );
    chat.cancel();
  });

  test("who comes back gets what was missed, and a post that is repeated is said once", async () => {
    const first = await join("resumed");
    await post(first, "a", "one");
    const [said] = await messagesOf(first, 2);
    assert.equal(said?.number, 1);
    first.cancel();

    const second = await join("resumed", 1);
    await post(second, "a", "one");
    await post(second, "b", "two");
    const messages = await messagesOf(second, 2);
    assert.deepEqual(
      messages.map(({ number, author }) => [number, author]),
      [
        [2, Author.SHOP],
        [3, Author.BUYER],
      ],
    );
    assert.equal(messages[1]?.postId, "b");
    second.cancel();
  });

  test("conversations do not hear one another", async () => {
    const [one, other] = await Promise.all([join("one"), join("other")]);
    await post(one, "1", "for one");
    await post(other, "1", "for other");
    const [heard] = await messagesOf(other, 1);
    assert.equal(heard?.text, "for other");
    one.cancel();
    other.cancel();
  });

  test("a chat that ends its side hears the last reply", async () => {
    const chat = await join("ended");
    await post(chat, "1", "thanks");
    await chat.close();
    const messages = await messagesOf(chat, 3);
    assert.deepEqual(
      messages.map(({ text }) => text),
      ["thanks", "You are welcome. Enjoy your tea!"],
    );
  });

  test("requests out of order and texts too long are rejected, with the field", async () => {
    const chat = support.chat();
    await post(chat, "1", "hello");
    await assert.rejects(messagesOf(chat, 1), {
      code: "INVALID_ARGUMENT",
      message: /join must be/,
    });
    const long = await join("long");
    await post(long, "1", "x".repeat(2001));
    await assert.rejects(messagesOf(long, 1), { message: /post\.text must have 1 to 2000/ });
  });
});
