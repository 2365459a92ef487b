// The chat over the page: a button in the corner, and the conversation that it opens. Not modal: one can look around
// the shop meanwhile.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { reach } from "../calls/connection.ts";
import { Icon } from "../parts/icons.tsx";
import { ProblemNotice } from "../parts/notice.tsx";
import { type Chat, chat, joinChat, say } from "../state/chat.ts";
import { useStore } from "../state/store.ts";
import { Conversation } from "./conversation.tsx";

/** The longest message that the shop accepts, in characters. */
const MOST_TEXT = 2000;

/** The button, and while it is open, the conversation. */
export function ChatPanel(): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const open = () => {
    joinChat();
    setIsOpen(true);
  };
  const close = () => {
    setIsOpen(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (isOpen) return <OpenPanel onClose={close} />;
  return (
    <button ref={button} type="button" class="button chat-button" onClick={open}>
      <Icon name="chat" />
      Chat with us
    </button>
  );
}

function OpenPanel({ onClose }: { onClose: () => void }): JSX.Element {
  const known = useStore(chat);
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    say(text.trim());
    setText("");
    input.current?.focus();
  };
  const closeByEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    <section
      class="chat"
      role="dialog"
      aria-labelledby="chat-title"
      aria-modal="false"
      onKeyDown={closeByEscape}
    >
      <div class="chat-head">
        <div>
          <h2 id="chat-title">Chat with us</h2>
          <ChatStatus known={known} />
        </div>
        <button type="button" class="icon-button" aria-label="Close the chat" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <Conversation known={known} />
      {known.problem !== undefined && <ProblemNotice problem={known.problem} onRetry={joinChat} />}
      <form class="chat-form" onSubmit={submit}>
        <input
          ref={input}
          aria-label="Your message"
          placeholder="Write a message"
          autocomplete="off"
          maxLength={MOST_TEXT}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="icon-button chat-send" aria-label="Send">
          <Icon name="send" />
        </button>
      </form>
    </section>
  );
}

function ChatStatus({ known: { state, people } }: { known: Chat }): JSX.Element {
  const isOnline = useStore(reach) === "online";
  const isLive = state === "live" && isOnline;
  let text = "Connecting…";
  if (isLive) text = people > 1 ? `Connected, in ${people} windows` : "Connected";
  else if (state === "ended") text = "Not connected";
  else if (state === "reconnecting" || !isOnline)
    text = "Reconnecting… We send it when you are back.";
  return (
    <p class="chat-status" data-live={isLive} role="status">
      {text}
    </p>
  );
}
