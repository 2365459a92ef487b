// What was said, the latest at the bottom and in sight; what is still on its way is paler.
import { timestampToDate } from "@tramline/protobuf/wkt";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Author } from "../../../src/gen/shop/support/v1/support.ts";
import { timeOfDay } from "../parts/money.ts";
import type { Chat } from "../state/chat.ts";

/** The messages. New ones are read out as they come. */
export function Conversation({ known }: { known: Chat }): JSX.Element {
  const { messages, pending, typing } = known;
  const list = useRef<HTMLDivElement>(null);
  const count = messages.length + pending.length;
  useLayoutEffect(() => list.current?.scrollTo(0, list.current.scrollHeight), [count, typing]);
  return (
    <div ref={list} class="chat-log" role="log" aria-label="Messages" tabIndex={0}>
      {count === 0 && (
        <p class="chat-hint">
          Tea Line knows its products and your orders. Try “Do you have matcha?”, or the number of
          an order.
        </p>
      )}
      {messages.map(({ number, author, name, text, saidAt }) => (
        <div key={number} class="bubble" data-author={author === Author.SHOP ? "shop" : "buyer"}>
          <p>{text}</p>
          <span class="bubble-foot">
            {author === Author.SHOP ? name : "You"}
            {saidAt !== undefined && ` · ${timeOfDay(timestampToDate(saidAt))}`}
          </span>
        </div>
      ))}
      {pending.map(({ id, text }) => (
        <div key={id} class="bubble" data-author="buyer" data-pending="true">
          <p>{text}</p>
          <span class="bubble-foot">Sending…</span>
        </div>
      ))}
      {typing !== undefined && <p class="chat-typing">{typing} is typing…</p>}
    </div>
  );
}
