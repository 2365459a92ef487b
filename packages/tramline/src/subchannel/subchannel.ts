import type { StatusError } from "@tramline/rpc";
import type { Address } from "./address.ts";
import { Backoff, type BackoffSettings } from "./backoff.ts";
import type { ClientTransport, Connector, TransportCloseKind } from "./client-transport.ts";
import type { Clock, RandomSource, ScheduledTimer } from "./clock.ts";
import { ConnectAttempt, type ConnectAttemptListener } from "./connect-attempt.ts";
import { ConnectivityState } from "./connectivity-state.ts";

/** What every subchannel of a channel is made with. */
export interface SubchannelSettings {
  readonly connector: Connector;
  readonly backoff: BackoffSettings;
  /** The least time given to one connection attempt. */
  readonly minConnectTimeoutMs: number;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** The balancer's ear on a subchannel. Called synchronously, after the state has changed. */
export interface SubchannelWatcher {
  /** Never called with SHUTDOWN: whoever shut it down knows. */
  onSubchannelState(subchannel: Subchannel, state: ConnectivityState): void;
}

/** Who created the subchannel: the channel, later a pool that shares subchannels. */
export interface SubchannelOwner {
  /** A connection came up. The owner closes it hard if it must; see {@link ClientTransport}. */
  onTransport(transport: ClientTransport): void;
  /** The subchannel's transport takes streams again after it had refused them. */
  onCapacity(subchannel: Subchannel): void;
}

/**
 * One backend address and at most one connection to it.
 *
 * ```
 *            connect()          connected
 *   ┌─► IDLE ────────► CONNECTING ────────► READY ─┐
 *   │     ▲                │ failed                │ connection lost or GOAWAY
 *   │     │ backoff over   ▼                       │
 *   │     └──────── TRANSIENT_FAILURE              │
 *   └──────────────────────────────────────────────┘        shutdown(): any state → SHUTDOWN
 * ```
 *
 * It never connects by itself: a balancer asks for it, also after a backoff. The backoff starts
 * over when a connection comes up (grpc/doc/connection-backoff.md).
 */
export class Subchannel implements ConnectAttemptListener {
  readonly address: Address;
  state: ConnectivityState;
  /** The connection while READY, else undefined. */
  transport: ClientTransport | undefined;
  /** Why the last attempt failed or the last connection went; undefined while READY. */
  lastError: StatusError | undefined;
  private readonly settings: SubchannelSettings;
  private readonly owner: SubchannelOwner;
  private readonly watchers: SubchannelWatcher[];
  private readonly backoff: Backoff;
  private attempt: ConnectAttempt | undefined;
  private backoffTimer: ScheduledTimer | undefined;
  private nextAttemptAtMs: number;

  constructor(address: Address, settings: SubchannelSettings, owner: SubchannelOwner) {
    this.address = address;
    this.state = ConnectivityState.IDLE;
    this.transport = undefined;
    this.lastError = undefined;
    this.settings = settings;
    this.owner = owner;
    this.watchers = [];
    this.backoff = new Backoff(settings.backoff, settings.random);
    this.attempt = undefined;
    this.backoffTimer = undefined;
    this.nextAttemptAtMs = 0;
  }

  /** Whether a stream can be opened on it right now. */
  get acceptsStreams(): boolean {
    const transport = this.transport;
    return transport !== undefined && transport.acceptsStreams;
  }

  /** Adds a watcher; it hears of changes from now on, not of the present state. */
  watch(watcher: SubchannelWatcher): void {
    this.watchers.push(watcher);
  }

  /** IDLE → CONNECTING. In every other state nothing happens; a running backoff is respected. */
  connect(): void {
    if (this.state !== ConnectivityState.IDLE) return;
    const { clock, connector, minConnectTimeoutMs } = this.settings;
    const backoffMs = this.backoff.nextDelayMs();
    this.nextAttemptAtMs = clock.nowMs() + backoffMs;
    const timeoutMs = Math.max(backoffMs, minConnectTimeoutMs);
    const attempt = new ConnectAttempt(this.address, this);
    this.attempt = attempt;
    this.enter(ConnectivityState.CONNECTING);
    attempt.start(connector, timeoutMs, clock);
  }

  /** Forgets the failures so far: a wait for the next attempt ends now, in IDLE. */
  resetBackoff(): void {
    this.backoff.reset();
    if (this.state === ConnectivityState.TRANSIENT_FAILURE) this.endBackoff();
  }

  /** For good: gives up connecting, lets the calls on its connection run to their end. */
  shutdown(): void {
    if (this.state === ConnectivityState.SHUTDOWN) return;
    this.state = ConnectivityState.SHUTDOWN;
    this.watchers.length = 0;
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    this.attempt?.cancel();
    this.attempt = undefined;
    const transport = this.transport;
    this.transport = undefined;
    transport?.close(true);
  }

  onConnected(attempt: ConnectAttempt, transport: ClientTransport): void {
    if (attempt !== this.attempt) return;
    this.backoff.reset();
    this.transport = transport;
    this.lastError = undefined;
    this.owner.onTransport(transport);
    this.enter(ConnectivityState.READY);
  }

  onConnectFailed(attempt: ConnectAttempt, error: StatusError): void {
    if (attempt !== this.attempt) return;
    this.attempt = undefined;
    this.lastError = error;
    // An attempt that outlasted its backoff leaves nothing to wait for; the turn in between keeps
    // TRANSIENT_FAILURE visible and the stack flat.
    const waitMs = Math.max(0, this.nextAttemptAtMs - this.settings.clock.nowMs());
    this.backoffTimer = this.settings.clock.schedule(() => this.endBackoff(), waitMs);
    this.enter(ConnectivityState.TRANSIENT_FAILURE);
  }

  onConnectionLost(attempt: ConnectAttempt, reason: StatusError, kind: TransportCloseKind): void {
    if (attempt !== this.attempt) return;
    const { transport } = this;
    this.attempt = undefined;
    this.transport = undefined;
    this.lastError = reason;
    // The peer that said GOAWAY may leave the socket open for ever; ours closes after its last call.
    if (kind === "goaway") transport?.close(true);
    this.enter(ConnectivityState.IDLE);
  }

  onCapacity(attempt: ConnectAttempt): void {
    if (attempt === this.attempt) this.owner.onCapacity(this);
  }

  private endBackoff(): void {
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    this.enter(ConnectivityState.IDLE);
  }

  private enter(state: ConnectivityState): void {
    this.state = state;
    // A watcher may shut this subchannel down or move it on; the later change has been told then.
    for (let i = 0; i < this.watchers.length && this.state === state; i++) {
      (this.watchers[i] as SubchannelWatcher).onSubchannelState(this, state);
    }
  }
}
