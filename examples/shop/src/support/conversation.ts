// One conversation with the shop: what was said, and who listens.
import { timestampFromDate } from "@tramline/protobuf/wkt";
import type { Author, ChatMessage, ChatResponse } from "../gen/shop/support/v1/support.ts";

/** How many messages are kept of a conversation. */
const KEPT_MESSAGES = 200;

/** Takes what happens in a conversation. */
type Listener = (event: ChatResponse["event"]) => void;

/** Something to say. */
export interface Said {
  readonly author: Author;
  readonly name: string;
  readonly text: string;
  /** Of the post; empty for what the shop says. */
  readonly postId: string;
}

/** Keeps what was said between some buyers and the shop, and passes on what is said next. */
export class Conversation {
  private messages: ChatMessage[] = [];
  private readonly listeners = new Set<Listener>();
  private lastNumber = 0;

  get people(): number {
    return this.listeners.size;
  }

  /**
   * Joins: hears of the conversation as it is, and of all that follows.
   *
   * @param afterNumber messages up to this number have been seen
   * @returns a function that leaves
   */
  join(afterNumber: number, listener: Listener): () => void {
    this.listeners.add(listener);
    const { lastNumber } = this;
    listener({ case: "joined", value: { people: this.people, lastNumber } });
    const seen = afterNumber > lastNumber ? 0 : afterNumber;
    for (const message of this.messages) {
      if (message.number > seen) listener({ case: "message", value: message });
    }
    return () => this.listeners.delete(listener);
  }

  /** Says something, unless the post has been said before. Returns whether it is new. */
  say({ author, name, text, postId }: Said): boolean {
    if (postId !== "" && this.messages.some((one) => one.postId === postId)) return false;
    const saidAt = timestampFromDate(new Date());
    const message = { number: ++this.lastNumber, author, name, text, saidAt, postId };
    this.messages.push(message);
    if (this.messages.length > KEPT_MESSAGES) this.messages = this.messages.slice(-KEPT_MESSAGES);
    this.tell({ case: "message", value: message });
    return true;
  }

  /** Shows that somebody of the shop is about to say something. */
  showTyping(name: string): void {
    this.tell({ case: "typing", value: { name } });
  }

  private tell(event: ChatResponse["event"]): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** The conversations that go on, by id; the one that was quiet for longest is forgotten first. */
export class Conversations {
  private readonly most: number;
  private readonly byId = new Map<string, Conversation>();

  constructor(most = 1000) {
    this.most = most;
  }

  /** Returns a conversation, a new one if the id is new. */
  find(id: string): Conversation {
    const found = this.byId.get(id) ?? new Conversation();
    this.byId.delete(id);
    this.byId.set(id, found);
    for (const [other, { people }] of this.byId) {
      if (this.byId.size <= this.most) break;
      if (people === 0 && other !== id) this.byId.delete(other);
    }
    return found;
  }
}
