import type { Socket } from "node:net";
import type { Connection } from "@tramline/http2";
import {
  type Exchange,
  type ExchangeHandler,
  type FieldTemplate,
  StatusError,
} from "@tramline/rpc";
import { inspectSocket } from "../inspect/inspect-socket.ts";
import type { SocketInspection } from "../inspect/inspection.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Clock } from "../subchannel/clock.ts";
import { IdleDoubt } from "./idle-doubt.ts";

/** The parts of a transport. */
export interface Http2TransportParts {
  readonly connection: Connection;
  readonly socket: Socket;
  /** The server's address, for errors and peers. */
  readonly peer: string;
  /** How long without a byte a connection without streams is trusted; Infinity: forever. */
  readonly idleCheckAfterMs: number;
  readonly clock: Clock;
  /** A check has shown that the connection works: it takes streams again. */
  readonly onTrusted: () => void;
}

/** A live HTTP/2 connection as channels see it. */
export class Http2Transport implements ClientTransport {
  readonly peer: string;
  failedCalls: number;
  private readonly connection: Connection;
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  private readonly clock: Clock;
  private readonly doubt: IdleDoubt;
  private isClosing: boolean;

  constructor({
    connection,
    socket,
    peer,
    idleCheckAfterMs,
    clock,
    onTrusted,
  }: Http2TransportParts) {
    this.connection = connection;
    this.#socket = socket;
    this.clock = clock;
    this.doubt = new IdleDoubt(connection, idleCheckAfterMs, clock, onTrusted);
    this.isClosing = false;
    this.peer = peer;
    this.failedCalls = 0;
    this.closed = new Promise((resolve) => {
      const onClose = (): void => {
        this.doubt.stop();
        resolve();
      };
      if (socket.closed) onClose();
      else socket.once("close", onClose);
    });
  }

  get acceptsStreams(): boolean {
    return !this.doubt.isDoubted && this.connection.acceptsStreams;
  }

  get activeStreams(): number {
    return this.connection.countedStreams;
  }

  get startedCalls(): number {
    return this.connection.streamsStarted;
  }

  get maxStreams(): number {
    return this.connection.maxStreams;
  }

  open(
    handler: ExchangeHandler,
    template: FieldTemplate,
    fields: readonly string[],
  ): Exchange | undefined {
    const { connection } = this;
    if (!connection.fits(template, fields)) throw metadataTooLarge(this.peer);
    if (this.activeStreams === 0) this.setIdle(false);
    return connection.openStream(handler, template, fields, false);
  }

  inspect(): SocketInspection {
    return inspectSocket(this.#socket, this.connection);
  }

  get isProving(): boolean {
    return this.doubt.isProving;
  }

  prove(): void {
    this.doubt.prove();
  }

  close(graceful: boolean): void {
    // Somebody may wait for `closed`; the socket's closing is bounded in time.
    this.isClosing = true;
    this.doubt.stop();
    this.#socket.ref();
    if (graceful) this.connection.drain();
    else this.connection.close();
  }

  ping(timeoutMs?: number): Promise<number> {
    const startedAtMs = this.clock.nowMs();
    return new Promise((resolve, reject) => {
      const timer =
        timeoutMs === undefined
          ? undefined
          : this.clock.schedule(
              () =>
                reject(new Error(`${this.peer} did not respond to a PING within ${timeoutMs} ms`)),
              timeoutMs,
            );
      this.connection.ping((error) => {
        timer?.cancel();
        if (error === undefined) resolve(this.clock.nowMs() - startedAtMs);
        else reject(error);
      });
    });
  }

  get backgroundStreams(): number {
    return this.connection.backgroundStreams;
  }

  countBackground(change: 1 | -1): void {
    this.connection.backgroundStreams += change;
    if (this.activeStreams > 0) {
      // A stream that has closed leaves the connection before it leaves this count: with a call beside it,
      // the connection has looked idle for a moment.
      if (change < 0) this.setIdle(false);
    } else if (change > 0) {
      this.setIdle(true);
    }
  }

  /** A connection without streams does not keep the process alive. */
  setIdle(isIdle: boolean): void {
    if (this.isClosing) return;
    if (isIdle) {
      this.#socket.unref();
      this.doubt.watch();
    } else {
      this.#socket.ref();
    }
  }
}

function metadataTooLarge(peer: string): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `the call's metadata is larger than ${peer} takes (its SETTINGS_MAX_HEADER_LIST_SIZE)`,
  );
}
