/**
 * Cases that are known to fail, and why. They are counted as failed all the same; the list only says
 * that nobody needs to look for the cause. By case id, such as `"http2/6.9.2/1"`.
 */
export const knownFailures: ReadonlyMap<string, string> = new Map<string, string>([]);
