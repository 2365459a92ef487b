// The chat with the shop: one bidirectional call, opened again when it breaks. What was said meanwhile arrives then,
// and what could not be sent is sent again; the shop knows each post by its id and does not repeat it.
import type { BidiStreamingCall } from "@tramline/web";
import {
  Author,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
} from "../../../src/gen/shop/support/v1/support.ts";
import { follow, type StreamState } from "../calls/follow.ts";
import { type Problem, problemOf } from "../calls/problem.ts";
import { storefront } from "../calls/storefront.ts";
import { buyer } from "./buyer.ts";
import { randomId } from "./random-id.ts";
import { savedStore } from "./saved.ts";
import { Store } from "./store.ts";

/** Something that was written here and has not come back from the shop. */
export interface PendingPost {
  readonly id: string;
  readonly text: string;
}

/** The conversation as it is known here. */
export interface Chat {
  /** Undefined: not opened yet. */
  readonly state: StreamState | "ended" | undefined;
  readonly messages: readonly ChatMessage[];
  readonly pending: readonly PendingPost[];
  /** The name that is shown as typing. */
  readonly typing: string | undefined;
  /** How many windows are in the conversation. */
  readonly people: number;
  /** The error that ended the chat. */
  readonly problem: Problem | undefined;
}

export const chat = new Store<Chat>({
  state: undefined,
  messages: [],
  pending: [],
  typing: undefined,
  people: 0,
  problem: undefined,
});

/** All windows of this browser are in one conversation: the first one names it. */
const conversationId = savedStore("tea-line.conversation", (stored) =>
  typeof stored === "string" ? stored : "",
);
if (conversationId.value === "") conversationId.set(randomId());

/** How long somebody is shown as typing, at most. */
const TYPING_MS = 5000;

let call: BidiStreamingCall<ChatRequest, ChatResponse> | undefined;
let typingTimer: ReturnType<typeof setTimeout> | undefined;

/** Joins the conversation, for as long as the page is there. Does nothing the second time. */
export function joinChat(): void {
  if (chat.value.state !== undefined && chat.value.state !== "ended") return;
  update({ problem: undefined });
  follow(
    {
      open,
      onMessage: ({ event }) => take(event),
      onState: (state) => update({ state }),
      isComplete: () => false,
    },
    new AbortController().signal,
  ).catch((error: unknown) => update({ state: "ended", problem: problemOf(error) }));
}

/** Says something: at once, or as soon as the shop can be reached. */
export function say(text: string): void {
  const post = { id: randomId(), text };
  update({ pending: [...chat.value.pending, post] });
  if (chat.value.state === "live") send(post);
}

function open(signal: AbortSignal): AsyncIterable<ChatResponse> {
  const afterNumber = chat.value.messages.at(-1)?.number ?? 0;
  const value = {
    conversationId: conversationId.value,
    name: buyer.value.name,
    afterNumber,
  };
  call = storefront.chat({ signal });
  call.send({ step: { case: "join", value } }).catch(ignore);
  return call;
}

function take(event: ChatResponse["event"]): void {
  const { messages, pending } = chat.value;
  switch (event.case) {
    case "joined": {
      const { people, lastNumber } = event.value;
      // A shop that was opened again does not remember.
      const isLost = lastNumber < (messages.at(-1)?.number ?? 0);
      update({ people, messages: isLost ? [] : messages, typing: undefined });
      for (const post of pending) send(post);
      break;
    }
    case "message": {
      const message = event.value;
      if (message.number <= (messages.at(-1)?.number ?? 0)) break;
      const isOfShop = message.author === Author.SHOP;
      update({
        messages: [...messages, message],
        pending: pending.filter(({ id }) => id !== message.postId),
        typing: isOfShop ? undefined : chat.value.typing,
      });
      break;
    }
    case "typing":
      update({ typing: event.value.name });
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => update({ typing: undefined }), TYPING_MS);
      break;
    case undefined:
      // Something of a later version.
      break;
  }
}

function send(post: PendingPost): void {
  call?.send({ step: { case: "post", value: post } }).catch(ignore);
}

/** A call that breaks says so to the one who reads it. */
function ignore(): void {}

function update(changes: Partial<Chat>): void {
  chat.set({ ...chat.value, ...changes });
}
