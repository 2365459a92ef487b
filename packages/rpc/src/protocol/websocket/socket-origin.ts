// Decides about the page behind a WebSocket. Browsers open one to any server, with the cookies that they have for it,
// and tell where the page is from by the field `origin` alone: CORS does not protect servers here.
import type { CallHost } from "../../server/call-host.ts";
import { type CorsOptions, CorsPolicy } from "../cors/cors-policy.ts";

/** The right of pages of an origin. */
export type OriginRight = "none" | "calls" | "callsWithCredentials";

/** Judges the origins of handshakes. */
export class SocketOrigins {
  private readonly policy: CorsPolicy | undefined;
  private readonly allowsCredentials: boolean;

  /** @param cors undefined: pages of the server's own origin alone */
  constructor(cors: CorsOptions | undefined) {
    this.policy = cors && new CorsPolicy(cors, []);
    this.allowsCredentials = cors?.allowCredentials === true;
  }

  /**
   * Judges a handshake.
   *
   * @param origin undefined for a program that is not a browser
   * @param authority the server's host and port, as the client knows them
   */
  judge(host: CallHost, origin: string | undefined, authority: string, path: string): OriginRight {
    if (origin === undefined || isSame(origin, authority)) return "callsWithCredentials";
    if (!this.permits(host, origin, path)) return "none";
    if (this.allowsCredentials) return "callsWithCredentials";
    // The browser has shown the certificate already, and nothing can take that back.
    return host.authInfo?.peerCertificate === undefined ? "calls" : "none";
  }

  private permits(host: CallHost, origin: string, path: string): boolean {
    try {
      return this.policy?.decide(origin).isAllowed === true;
    } catch (error) {
      host.onHandlerError(error, path);
      return false;
    }
  }
}

/** Whether a page is of the server itself. A proxy that ends TLS changes the scheme, so that it does not count. */
function isSame(origin: string, authority: string): boolean {
  const at = origin.indexOf("://");
  return at > 0 && origin.slice(at + 3).toLowerCase() === authority.toLowerCase();
}
