import { given } from "@tramline/protobuf/internal";
import type { InterceptedResult } from "./interceptor.ts";

/**
 * Checks the result of an interceptor: the caller of one that forgets to return the result of `next` would
 * otherwise receive undefined.
 *
 * @throws TypeError for anything but an object with headers, trailers, and response
 */
export function checkResult(result: InterceptedResult): void {
  // A response that is not a message is an error of its encoding: it may be the handler's.
  if (typeof result?.headers !== "object" || typeof result.trailers !== "object") {
    throw new TypeError(
      `invalid result of an interceptor: expected { headers, trailers, response }, got ${given(result)}; return what next returns, or an object of this form`,
    );
  }
}
