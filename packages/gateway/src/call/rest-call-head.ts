import type { BareHead } from "@tramline/rpc/internal";
import type { RequestDecoder } from "./request-decoder.ts";
import type { RestHead } from "./rest-head.ts";
import type { RestMethod } from "./rest-method.ts";

/** The request's fields as far as a call needs them. Shared by the calls whose fields are the same. */
export interface RestCallHead extends BareHead {
  readonly rest: RestMethod;
  readonly request: RestHead;
  readonly decoder: RequestDecoder;
}
