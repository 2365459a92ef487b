import type { ConnectionListener } from "../connection/sink.ts";
import { BudgetShare, type StreamCutter } from "../flow/budget-share.ts";
import { ByteBudget, type HeldAccount, type HeldLimit } from "../flow/byte-budget.ts";
import { LargeMessage } from "../flow/large-message.ts";
import { type Http1Exchange, WINDOW_BYTES } from "./http1-exchange.ts";

/** The parts of {@link HeldBody}. */
export interface HeldBodyParts {
  /** Undefined for one of its own. */
  readonly budget: ByteBudget | undefined;
  readonly account: HeldAccount | undefined;
  /** The budget of the connection alone. */
  readonly maxBytes: number;
  /** Called when there may be room for more of the body. */
  readonly onRoom: () => void;
  /** Ends the exchange, since too much is held. Returns false when it is over. */
  readonly onCut: (exchange: Http1Exchange, limit: HeldLimit) => boolean;
  readonly listener: Pick<ConnectionListener, "onLimit">;
}

/**
 * Counts the body that is held for a connection, against its budget and that of the server. HTTP/1.1 has no
 * windows: a client is held back by not reading from its socket.
 */
export class HeldBody implements StreamCutter {
  readonly share: BudgetShare;
  private readonly parts: HeldBodyParts;
  /** The exchange that holds bytes. */
  private holder: Http1Exchange | undefined;
  private hasReportedSlow: boolean;

  constructor(parts: HeldBodyParts) {
    const { budget, account, maxBytes } = parts;
    this.parts = parts;
    this.share = new BudgetShare(budget ?? new ByteBudget(maxBytes), maxBytes, this, account);
    this.holder = undefined;
    this.hasReportedSlow = false;
  }

  /** Bytes of body have come. They are held until they are consumed. */
  receive(exchange: Http1Exchange, bytes: number): void {
    this.holder = exchange;
    exchange.heldBytes += bytes;
    this.share.receive(bytes);
    const { largeMessage } = exchange;
    if (largeMessage === undefined) return;
    this.share.arrive(largeMessage, bytes);
    if (!largeMessage.isOver) return;
    exchange.largeMessage = undefined;
  }

  /** Ends exchanges while more is held than may be. */
  relieve(): void {
    this.share.relieve();
  }

  consume(exchange: Http1Exchange, bytes: number): void {
    const consumed = Math.min(bytes, exchange.heldBytes);
    if (consumed === 0) return;
    const wasFull = exchange.heldBytes >= exchange.mostHeldBytes;
    exchange.heldBytes -= consumed;
    this.share.consume(consumed);
    if (exchange.largeMessage === undefined) exchange.mostHeldBytes = WINDOW_BYTES;
    if (wasFull && exchange.heldBytes < exchange.mostHeldBytes) this.parts.onRoom();
  }

  /** Lets an exchange hold `bytes` more for a message under way, in turn with other large messages. */
  expect(exchange: Http1Exchange, bytes: number): void {
    if (exchange.heldBytes + bytes <= exchange.mostHeldBytes) return;
    if (exchange.largeMessage !== undefined) this.share.forget(exchange.largeMessage);
    const message = new LargeMessage(bytes, () => {
      exchange.mostHeldBytes = exchange.heldBytes + message.bytesToCome + WINDOW_BYTES;
      this.parts.onRoom();
    });
    exchange.largeMessage = message;
    this.share.request(message);
  }

  /** Releases the bytes that an exchange holds. */
  release(exchange: Http1Exchange): void {
    if (exchange.largeMessage !== undefined) {
      this.share.forget(exchange.largeMessage);
      exchange.largeMessage = undefined;
    }
    const bytes = exchange.heldBytes;
    exchange.heldBytes = 0;
    if (this.holder === exchange) this.holder = undefined;
    if (bytes > 0) this.share.consume(bytes);
    else this.share.settleIfAwaited();
  }

  cutNewest(limit: HeldLimit): boolean {
    const { holder } = this;
    return holder !== undefined && holder.heldBytes > 0 && this.parts.onCut(holder, limit);
  }

  onSlowMessage(bytesToCome: number): void {
    if (this.hasReportedSlow) return;
    this.hasReportedSlow = true;
    const detail = `${bytesToCome} bytes of a message come so slowly that other messages go ahead of the next`;
    this.parts.listener.onLimit?.({ limit: "maxHeldBytes", action: "throttled", detail });
  }

  /** The connection is over. */
  close(): void {
    this.share.close();
  }
}
