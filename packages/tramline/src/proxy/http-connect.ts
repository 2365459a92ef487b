import { connect, type Socket } from "node:net";
import { VERSION } from "../version.ts";
import type { ProxyAddress } from "./proxy-address.ts";

/** Most bytes of a response to CONNECT. */
const MAX_HEAD_BYTES = 16 * 1024;
/** Longest status line that is repeated in an error. */
const MAX_STATUS_LINE = 200;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/;

/** The reason why a tunnel through a proxy is missing, and what to do about it. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
}

/**
 * Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6). The proxy resolves the
 * name of the target.
 *
 * @param target `host:port`, for the request
 * @returns the socket to the target: connected, paused, with bytes that came after the response
 * @throws ProxyError, or the signal's reason
 */
export function openTunnel(
  proxy: ProxyAddress,
  target: string,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const socket = connect({ host: proxy.host, port: proxy.port });
    const head = new ResponseHead();
    let isConnected = false;
    const end = (): void => {
      signal.removeEventListener("abort", onAbort);
      // An error of a socket that nobody listens to would be an uncaught exception.
      socket.on("error", () => {});
      socket.off("error", onError).off("close", onClose).off("data", onData);
    };
    const fail = (error: Error): void => {
      end();
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(signal.reason as Error);
    const onError = (cause: NodeJS.ErrnoException): void => {
      const reason = cause.code ?? cause.message;
      const message = isConnected
        ? `the proxy ${proxy.name} ended the connection within CONNECT ${target}: ${reason}`
        : `the proxy ${proxy.name} cannot be reached: ${reason}`;
      fail(new ProxyError(message, { cause }));
    };
    const onClose = (): void =>
      fail(new ProxyError(`the proxy ${proxy.name} did not respond to CONNECT ${target}`));
    const onData = (chunk: Buffer): void => {
      try {
        const rest = head.add(chunk);
        if (rest === undefined) return;
        checkStatus(head.statusLine, proxy, target);
        socket.pause();
        end();
        if (rest.length > 0) socket.unshift(rest);
        resolve(socket);
      } catch (error) {
        fail(error instanceof ProxyError ? error : notHttp(proxy, target));
      }
    };
    signal.addEventListener("abort", onAbort);
    socket.on("error", onError).on("close", onClose).on("data", onData);
    socket.once("connect", () => {
      isConnected = true;
      socket.write(connectRequest(proxy, target));
    });
  });
}

function connectRequest(proxy: ProxyAddress, target: string): string {
  const lines = [
    `CONNECT ${target} HTTP/1.1`,
    `Host: ${target}`,
    `User-Agent: grpc-typescript-tramline/${VERSION}`,
  ];
  if (proxy.authorization !== undefined) lines.push(`Proxy-Authorization: ${proxy.authorization}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** @throws ProxyError unless the status is 2xx */
function checkStatus(line: string, proxy: ProxyAddress, target: string): void {
  const status = Number(STATUS_LINE.exec(line)?.[1] ?? 0);
  if (status >= 200 && status < 300) return;
  if (status === 0) throw notHttp(proxy, target);
  const shown = line.replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_STATUS_LINE);
  const refusal = `the proxy ${proxy.name} refused CONNECT ${target} with "${shown}"`;
  // Some proxies use 401 for a wrong password.
  if (status !== 407 && status !== 401) throw new ProxyError(refusal);
  throw new ProxyError(
    proxy.authorization === undefined
      ? `${refusal}: give a user and password in the proxy's URL, http://USER:PASSWORD@${proxy.name}`
      : `${refusal}: it does not accept the user and password in the proxy's URL`,
  );
}

function notHttp(proxy: ProxyAddress, target: string): ProxyError {
  return new ProxyError(
    `the proxy ${proxy.name} responded to CONNECT ${target} with something other than HTTP/1.1: check its port, and that it is an HTTP proxy`,
  );
}

/** The head of a response as it comes in. */
class ResponseHead {
  private bytes: Buffer;

  constructor() {
    this.bytes = Buffer.alloc(0);
  }

  /** Without its line break; only once the head is complete. */
  get statusLine(): string {
    return this.bytes.toString("latin1", 0, this.bytes.indexOf("\n")).trimEnd();
  }

  /**
   * Adds what has come. Interim responses (1xx) are dropped.
   *
   * @returns what follows the head; undefined as long as it is not complete
   * @throws Error when it is too large or cannot be a response
   */
  add(chunk: Buffer): Buffer | undefined {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    for (;;) {
      const start = this.bytes.toString("latin1", 0, 5);
      if (!"HTTP/".startsWith(start)) throw new Error("not HTTP");
      const end = this.bytes.indexOf("\r\n\r\n");
      if (end < 0 || end > MAX_HEAD_BYTES) {
        if (this.bytes.length > MAX_HEAD_BYTES) throw new Error("too large");
        return undefined;
      }
      const rest = this.bytes.subarray(end + 4);
      if (!/ 1\d\d(?: |$)/.test(this.statusLine)) return rest;
      this.bytes = rest;
    }
  }
}
