/**
 * Decides which HTTP requests the page's server serves. It can call servers with the user's rights, and every
 * web page that the user visits can send requests to the loopback: those are kept out three times over, by
 * the Host header (against DNS rebinding), the Origin header, and a token that only the printed address has.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Creates a token of 144 random bits, in characters that addresses need not escape. */
export function createToken(): string {
  return randomBytes(18).toString("base64url");
}

/**
 * Returns why a request is rejected; undefined for one that is served.
 *
 * @param port that the server listens on
 * @param token undefined for files of the page, which anybody may read
 */
export function rejection(
  request: IncomingMessage,
  port: number,
  token: string | undefined,
): string | undefined {
  const { host, origin, authorization } = request.headers;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !hosts.includes(host)) {
    return `invalid Host: expected ${hosts.join(" or ")}; open the address that tram explore has printed`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return "invalid Origin: only the page itself may send requests";
  }
  if (token !== undefined && !isEqual(authorization ?? "", `Bearer ${token}`)) {
    return "invalid token: open the address that tram explore has printed";
  }
  return undefined;
}

/** Compares without telling by its time how much is equal. */
function isEqual(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
