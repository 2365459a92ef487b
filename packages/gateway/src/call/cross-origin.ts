// Requests that a page of any site can have a browser send, with the user's cookies, and without the server's permission
// (cross-site request forgery).

/** The content types that need no permission (Fetch, CORS-safelisted request-header). A request may have none as well. */
const SAFELISTED: ReadonlySet<string> = new Set([
  "",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
]);

/**
 * Whether a browser sends a POST of another origin only after the server has permitted it (CORS).
 *
 * @param mediaType in lower case, without parameters; empty if the request has none
 */
export function needsPermission(mediaType: string): boolean {
  return !SAFELISTED.has(mediaType);
}

/** The header fields that tell where a request comes from. */
export interface RequestOrigin {
  readonly authority: string;
  readonly origin: string | undefined;
  /** Of sec-fetch-site (Fetch Metadata Request Headers), which current browsers send to secure origins. */
  readonly site: string | undefined;
}

/** Whether a request comes from a page of another origin. Programs that are not browsers do not say where they come from. */
export function isCrossOrigin({ authority, origin, site }: RequestOrigin): boolean {
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin !== undefined && !isOriginOf(origin, authority);
}

/** Whether an origin is that of a host. The scheme may differ: a proxy in front of the server may end TLS. */
function isOriginOf(origin: string, authority: string): boolean {
  try {
    const { protocol, host } = new URL(origin);
    return host !== "" && new URL(`${protocol}//${authority}`).host === host;
  } catch {
    return false;
  }
}
