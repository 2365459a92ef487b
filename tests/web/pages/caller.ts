/** The calls that cases make, whichever library makes them. */
import type { Item } from "../../edge/gen/edge/edge.ts";

/** A client library, with the protocol and the encoding that it is to use. */
export type ClientKind =
  | "tramline connect"
  | "tramline connect get"
  | "tramline connect json"
  | "tramline grpc-web"
  | "tramline grpc-web json"
  | "tramline grpc-web text"
  | "tramline sockets"
  | "connect-web connect"
  | "connect-web connect json"
  | "connect-web grpc-web"
  | "connect-web grpc-web json"
  | "grpc-web binary"
  | "grpc-web text";

/** A request, with the fields that cases use. */
export type ItemInit = Partial<Pick<Item, "text" | "data" | "count" | "big">>;

/** The settings of one call. */
export interface CallSetting {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The response of a unary call. */
export interface Reply {
  readonly item: Item;
  /** The header `head`. */
  readonly head: string | undefined;
  /** The trailer `tail`. */
  readonly tail: string | undefined;
}

/** How a call failed, as its library says it. */
export class CallFailure extends Error {
  /** The status code, as a number. */
  readonly code: number;
  /** The message of the status. */
  readonly text: string;
  /** The metadata `why`. */
  readonly why: string | undefined;
  /** The field of the first violation in the google.rpc.BadRequest among the details. */
  readonly field: string | undefined;

  constructor(parts: Pick<CallFailure, "code" | "text" | "why" | "field">) {
    super(`call failed with code ${parts.code}: ${parts.text}`);
    this.name = "CallFailure";
    this.code = parts.code;
    this.text = parts.text;
    this.why = parts.why;
    this.field = parts.field;
  }
}

/** A client of the service. All calls reject with a {@link CallFailure}. */
export interface Caller {
  unary(method: "Read" | "Write", request: ItemInit, setting?: CallSetting): Promise<Reply>;
  repeat(request: ItemInit, setting?: CallSetting): AsyncIterable<Item>;
}
