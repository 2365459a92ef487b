import type { AnyMethodType } from "@tramline/protobuf";
import type { AttemptHandler, AttemptOwner } from "@tramline/rpc";
import type { StreamedRequests } from "../protocol/web-protocol.ts";
import type { FetchRoute } from "./fetch-attempt.ts";

/** Carries calls with a stream of requests: a value that `createWebChannel` is given. */
export interface RequestStreams {
  /** The reason why calls of a method cannot be carried here; undefined when they can. */
  problemOf(method: AnyMethodType): string | undefined;
  /** Makes an attempt, opens it, and hands it to its owner first. */
  start(
    route: FetchRoute,
    streamed: StreamedRequests,
    handler: AttemptHandler<unknown>,
    owner: AttemptOwner<unknown, unknown>,
    wasDelayed: boolean,
  ): void;
}
