import type { AnyMethodType } from "@tramline/protobuf";
import type { AttemptHandler, AttemptOwner, RequestSending } from "@tramline/rpc";
import type { StreamedRequests } from "../protocol/web-protocol.ts";
import type { FetchRoute } from "./fetch-attempt.ts";

/** Carries calls with a stream of requests. Passed to `createWebChannel`. */
export interface RequestStreams {
  /** The code of such calls: `requestSending` of `@tramline/rpc`. */
  readonly sending: RequestSending;
  /** Returns the reason why the runtime cannot carry calls of a method; undefined if it can. */
  problemOf(method: AnyMethodType): string | undefined;
  /** Makes an attempt, hands it to its owner, and opens it. */
  start(
    route: FetchRoute,
    streamed: StreamedRequests,
    handler: AttemptHandler<unknown>,
    owner: AttemptOwner<unknown, unknown>,
    wasDelayed: boolean,
  ): void;
}
