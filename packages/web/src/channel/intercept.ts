import { clientMethod, type Interception, type Interceptor } from "@tramline/rpc";

/**
 * Returns interceptors for a channel; the first is the outermost. Clients of such a channel and their calls may have
 * further ones. The code that calls interceptors comes with this function: a bundle that does not import it is
 * smaller.
 */
export function intercept(...interceptors: readonly Interceptor[]): Interception {
  return { interceptors, clientMethod };
}
