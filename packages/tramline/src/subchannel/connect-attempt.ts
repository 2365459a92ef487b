import { StatusError } from "@tramline/rpc";
import type { Address } from "./address.ts";
import { formatAddress } from "./address.ts";
import type {
  ClientTransport,
  Connector,
  TransportCloseKind,
  TransportListener,
} from "./client-transport.ts";
import type { Clock, ScheduledTimer } from "./clock.ts";
import { UnreachableError } from "./unreachable-error.ts";

/** The outcome of an attempt; the subchannel listens, as long as the attempt is its current one. */
export interface ConnectAttemptListener {
  onConnected(attempt: ConnectAttempt, transport: ClientTransport): void;
  onConnectFailed(attempt: ConnectAttempt, error: StatusError): void;
  /** @param goaway the name of the error code in the GOAWAY that is the reason, if one is */
  onConnectionLost(
    attempt: ConnectAttempt,
    reason: StatusError,
    kind: TransportCloseKind,
    goaway: string | undefined,
  ): void;
  onCapacity(attempt: ConnectAttempt): void;
}

const CONNECTING = 0;
const CONNECTED = 1;
const OVER = 2;

/**
 * One try at a connection, and the life of the connection it made. It keeps late news apart: what
 * a connector or an old transport still has to say after the subchannel has moved on ends here.
 */
export class ConnectAttempt implements TransportListener {
  private readonly address: Address;
  private readonly listener: ConnectAttemptListener;
  private readonly abort: AbortController;
  private timeout: ScheduledTimer | undefined;
  private phase: 0 | 1 | 2;
  private waitsFor: string | undefined;

  constructor(address: Address, listener: ConnectAttemptListener) {
    this.address = address;
    this.listener = listener;
    this.abort = new AbortController();
    this.timeout = undefined;
    this.phase = CONNECTING;
    this.waitsFor = undefined;
  }

  /** Begins; the listener may hear of a failure before this returns. Nothing after `cancel`. */
  start(connector: Connector, timeoutMs: number, clock: Clock): void {
    if (this.phase !== CONNECTING) return;
    this.timeout = clock.schedule(() => this.expire(timeoutMs), timeoutMs);
    void this.run(connector);
  }

  /** Abandons the attempt; its listener is not called any more. */
  cancel(): void {
    if (this.phase === CONNECTING) {
      this.timeout?.cancel();
      this.phase = OVER;
      this.abort.abort(new StatusError("CANCELLED", "connecting was given up"));
    }
    this.phase = OVER;
  }

  onClosed(reason: StatusError, kind: TransportCloseKind, goaway?: string): void {
    if (this.phase === CONNECTING) {
      this.fail(reason);
    } else if (this.phase === CONNECTED) {
      this.phase = OVER;
      this.listener.onConnectionLost(this, reason, kind, goaway);
    }
  }

  onWaitingFor(whom: string | undefined): void {
    this.waitsFor = whom;
  }

  onCapacity(): void {
    if (this.phase === CONNECTED) this.listener.onCapacity(this);
  }

  private async run(connector: Connector): Promise<void> {
    let transport: ClientTransport;
    try {
      transport = await connector(this.address, this.abort.signal, this);
    } catch (error) {
      this.fail(connectError(this.address, error));
      return;
    }
    if (this.phase !== CONNECTING) {
      transport.close(false);
      return;
    }
    this.timeout?.cancel();
    this.phase = CONNECTED;
    this.listener.onConnected(this, transport);
  }

  private expire(timeoutMs: number): void {
    const cause = Object.assign(new Error("connect timeout"), { code: "ETIMEDOUT" });
    const what =
      this.waitsFor === undefined ? "no response" : `${this.waitsFor} did not respond to CONNECT`;
    const reason = `${what} within ${Math.round(timeoutMs)} ms (ETIMEDOUT)`;
    const error = new UnreachableError(formatAddress(this.address), reason, cause);
    this.fail(error);
    this.abort.abort(error);
  }

  private fail(error: StatusError): void {
    if (this.phase !== CONNECTING) return;
    this.timeout?.cancel();
    this.phase = OVER;
    this.listener.onConnectFailed(this, error);
  }
}

/** Connectors reject with StatusErrors; whatever else one throws becomes UNAVAILABLE too. */
function connectError(address: Address, error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new UnreachableError(formatAddress(address), reason, error);
}
