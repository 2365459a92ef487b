import type { CodeName } from "tramline";

/** The processes of the shop, and the tour that calls them. */
export type Party = "tour" | "storefront" | "users" | "orders" | "payments" | "support";

/** The properties of every event. */
interface Happened {
  /** Milliseconds since 1970, with a fraction: comparable between the processes of one machine. */
  readonly atMs: number;
}

/** A message, for people. */
export interface PrintedMessage {
  /** As JSON, on one line. */
  readonly json: string;
  /** Its size in Protocol Buffers. */
  readonly bytes: number;
}

/** A request went over the wire, or one response of a stream. */
export interface MessageEvent extends Happened {
  readonly kind: "message";
  readonly from: Party;
  readonly to: Party;
  readonly method: string;
  readonly direction: "request" | "response";
  readonly message: PrintedMessage;
  /** On the first request of a call with a deadline: what was left of it. */
  readonly timeoutMs?: number | undefined;
}

/** A call has ended. */
export interface EndEvent extends Happened {
  readonly kind: "end";
  readonly from: Party;
  readonly to: Party;
  readonly method: string;
  readonly code: CodeName;
  /** The message of the status, if it is not OK. */
  readonly text: string;
  /** The response, of calls that have one. */
  readonly response: PrintedMessage | undefined;
  readonly tookMs: number;
}

/** A service has something to say. */
export interface LogEvent extends Happened {
  readonly kind: "log";
  readonly by: Party;
  readonly text: string;
}

/** A service can be called. */
export interface ListeningEvent extends Happened {
  readonly kind: "listening";
  readonly by: Party;
  readonly address: string;
}

/** The messages that the processes of the shop send to the process that started them. */
export type ShopEvent = MessageEvent | EndEvent | LogEvent | ListeningEvent;

/** Takes events. */
export type Report = (event: ShopEvent) => void;

/** The time for an event. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
