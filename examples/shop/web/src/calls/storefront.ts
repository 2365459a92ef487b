// The client of the storefront: generated code over Connect, on the port that the page came from.
import {
  connect,
  createClient,
  createWebChannel,
  type Interceptor,
  intercept,
  StatusError,
  webSocketStreams,
} from "@tramline/web";
import { StorefrontService } from "../../../src/gen/shop/storefront/v1/storefront.ts";
import { noteReached, noteUnreachable } from "./connection.ts";

/** How long a call may take that should not take long. */
export const TIMEOUT_MS = 8000;

/** Every call says whether the shop can be reached. */
const watchReach: Interceptor = async (call, next) => {
  try {
    const result = await next(call);
    noteReached();
    return result;
  } catch (error) {
    const { code } = StatusError.from(error);
    if (code === "UNAVAILABLE") noteUnreachable();
    else if (code !== "CANCELLED" && code !== "DEADLINE_EXCEEDED") noteReached();
    throw error;
  }
};

const channel = createWebChannel(location.origin, {
  // Methods without side effects go by GET, which the browser may cache.
  protocol: connect({ get: true }),
  interceptors: intercept(watchReach),
  // Browsers cannot send a stream by fetch: the chat goes over a WebSocket.
  requestStreams: webSocketStreams(),
});

export const storefront = createClient(StorefrontService, channel);
