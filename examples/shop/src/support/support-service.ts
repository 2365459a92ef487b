// Chats: what comes in goes to everybody in the conversation, and the assistant replies.
import { setTimeout as wait } from "node:timers/promises";
import { detail, type ServerContext, type ServiceImplementation, StatusError } from "tramline";
import { BadRequest } from "tramline/google/rpc";
import {
  Author,
  type ChatRequest,
  type ChatResponse,
  type Join,
  type Post,
  type SupportService,
} from "../gen/shop/support/v1/support.ts";
import { ASSISTANT_NAME, NAMELESS, replyTo, type Sources } from "./assistant.ts";
import { type Conversation, Conversations } from "./conversation.ts";
import { Outbox } from "./outbox.ts";

/** How long the assistant types. */
const TYPING_MS = 700;

/** The length of what is said, and of names and ids, in characters. */
const MOST_TEXT = 2000;
const MOST_NAME = 100;

/** The chats with the shop. */
export function supportService(sources: Sources): ServiceImplementation<typeof SupportService> {
  const conversations = new Conversations();
  return {
    async *chat(requests, context) {
      const incoming = requests[Symbol.asyncIterator]();
      const first = await incoming.next();
      if (first.done === true) return;
      const join = checkJoin(first.value);
      const conversation = conversations.find(join.conversationId);
      const outbox = new Outbox<ChatResponse>();
      const leave = conversation.join(join.afterNumber, (event) => outbox.add({ event }));
      // What comes in and what goes out are independent of one another: two loops.
      const listening = listen(incoming, conversation, join.name, sources, context).then(
        () => outbox.end(),
        (error: unknown) => outbox.fail(StatusError.from(error)),
      );
      try {
        yield* outbox.take(context.signal);
        await listening;
      } finally {
        leave();
      }
    },
  };
}

/** Takes what a buyer says, until they leave, and then the replies that are still to come. */
async function listen(
  incoming: AsyncIterator<ChatRequest>,
  conversation: Conversation,
  name: string,
  sources: Sources,
  context: ServerContext,
): Promise<void> {
  let replies: Promise<void> = Promise.resolve();
  for (let next = await incoming.next(); next.done !== true; next = await incoming.next()) {
    const { id, text } = checkPost(next.value);
    const isNew = conversation.say({ author: Author.BUYER, name, text, postId: id });
    if (!isNew) continue;
    // A buyer need not wait for a reply to go on.
    replies = replies.then(async () => {
      if (context.signal.aborted) return;
      conversation.showTyping(ASSISTANT_NAME);
      const reply = await replyTo(text, name, sources, context).catch(
        () => "I cannot look that up right now. Please ask me again in a minute.",
      );
      await wait(TYPING_MS);
      conversation.say({ author: Author.SHOP, name: ASSISTANT_NAME, text: reply, postId: "" });
    });
  }
  await replies;
}

function checkJoin({ step }: ChatRequest): Join {
  if (step.case !== "join") throw invalid("join", "must be the first request");
  const { conversationId, name } = step.value;
  if (conversationId === "" || conversationId.length > MOST_NAME) {
    throw invalid("join.conversation_id", `must have 1 to ${MOST_NAME} characters`);
  }
  if (name.length > MOST_NAME) {
    throw invalid("join.name", `must have at most ${MOST_NAME} characters`);
  }
  return { ...step.value, name: name.trim() === "" ? NAMELESS : name.trim() };
}

function checkPost({ step }: ChatRequest): Post {
  if (step.case !== "post") throw invalid("post", "must be every request after the first");
  const { id, text } = step.value;
  if (id === "" || id.length > MOST_NAME) {
    throw invalid("post.id", `must have 1 to ${MOST_NAME} characters`);
  }
  if (text.trim() === "" || text.length > MOST_TEXT) {
    throw invalid("post.text", `must have 1 to ${MOST_TEXT} characters`);
  }
  return step.value;
}

function invalid(field: string, description: string): StatusError {
  return new StatusError("INVALID_ARGUMENT", `${field} ${description}`, {
    details: [detail(BadRequest, { fieldViolations: [{ field, description }] })],
  });
}
