import type { ChannelObserver, SecurityLevel, StatusError } from "@tramline/rpc";
import type { SubchannelInspection } from "../inspect/inspection.ts";
import { inspectionId } from "../inspect/registry.ts";
import { type Address, formatAddress } from "./address.ts";
import { Backoff, type BackoffSettings } from "./backoff.ts";
import type { ClientTransport, Connector, TransportCloseKind } from "./client-transport.ts";
import type { Clock, RandomSource, ScheduledTimer } from "./clock.ts";
import { ConnectAttempt, type ConnectAttemptListener } from "./connect-attempt.ts";
import { ConnectionList } from "./connection-list.ts";
import type { ConnectionScaling } from "./connection-scaling.ts";
import { ConnectivityState } from "./connectivity-state.ts";
import { disconnectReason, SUBCHANNEL_SHUTDOWN } from "./disconnect-reason.ts";
import type { OpenStream, StreamListener } from "./kept-stream.ts";
import { type LoadListener, LoadWatch } from "./load-watch.ts";
import { ServingGate } from "./serving-gate.ts";
import type { StreamOpener } from "./stream-opener.ts";

/** The settings that all subchannels of a channel share. */
export interface SubchannelSettings {
  readonly connector: Connector;
  readonly backoff: BackoffSettings;
  /** The least time given to one connection attempt. */
  readonly minConnectTimeoutMs: number;
  /** How many connections it may have. */
  readonly scaling: ConnectionScaling;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Undefined where the channel's transport has none: every server counts as healthy. */
  readonly streams?: StreamOpener<Subchannel> | undefined;
  /** Whether connections are encrypted. Default false. */
  readonly secure?: boolean | undefined;
  /** Hears of connections. */
  readonly observer?: ChannelObserver | undefined;
}

const NO_STREAM: OpenStream = { cancel() {} };

/** The balancer's ear on a subchannel. Called synchronously, after the state has changed. */
export interface SubchannelWatcher {
  /** Never called with SHUTDOWN: the caller of `shutdown` knows. */
  onSubchannelState(subchannel: Subchannel, state: ConnectivityState): void;
}

/** The creator of the subchannel: the channel, later a pool that shares subchannels. */
export interface SubchannelOwner {
  /** A subchannel was made. */
  onSubchannel?(subchannel: Subchannel): void;
  /** A connection came up. The owner closes it hard if it must; see {@link ClientTransport}. */
  onTransport(transport: ClientTransport): void;
  /**
   * The subchannel takes streams again after it had refused them, or it is time to ask it once more
   * for calls that wait.
   */
  onCapacity(subchannel: Subchannel): void;
}

/**
 * One backend address and its connection; more than one while calls wait because the peer's
 * MAX_CONCURRENT_STREAMS is reached (gRFC A105).
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
 *
 * Connections beyond the first come from `findRoom`, one attempt at a time and under the same
 * backoff. The state is READY as long as there is one. When the last one is lost while another is
 * being made, the state goes from READY to CONNECTING.
 */
export class Subchannel {
  /** The backend's address. */
  readonly address: Address;
  /**
   * The state that counts for balancing. While connected it is CONNECTING until a requested health
   * check has passed, and TRANSIENT_FAILURE while the server is unhealthy or ejected.
   */
  state: ConnectivityState;
  /**
   * While READY the connection for the next stream: the oldest that takes one, as far as is known.
   * When it does not, `findRoom` looks further. Otherwise undefined.
   */
  transport: ClientTransport | undefined;
  /** Why it is not used: the last failure, the end of the last connection, or the health; undefined while READY. */
  lastError: StatusError | undefined;
  private readonly settings: SubchannelSettings;
  private readonly owner: SubchannelOwner;
  private readonly attemptListener: ConnectAttemptListener;
  private readonly watchers: SubchannelWatcher[];
  private readonly backoff: Backoff;
  private readonly connections: ConnectionList;
  /** The attempt under way. */
  private attempt: ConnectAttempt | undefined;
  private backoffTimer: ScheduledTimer | undefined;
  private nextAttemptAtMs: number;
  /** The state of its connections, whatever the server's health. */
  private connectivity: ConnectivityState;
  /** Only where health is checked, or after an ejection. */
  private gate: ServingGate | undefined;
  /** Only where load reports are wanted outside of calls. */
  private loads: LoadWatch | undefined;

  /** @internal */
  constructor(address: Address, settings: SubchannelSettings, owner: SubchannelOwner) {
    this.address = address;
    this.state = ConnectivityState.IDLE;
    this.transport = undefined;
    this.lastError = undefined;
    this.settings = settings;
    this.owner = owner;
    this.attemptListener = {
      onConnected: (attempt, transport) => this.onConnected(attempt, transport),
      onConnectFailed: (attempt, error) => this.onConnectFailed(attempt, error),
      onConnectionLost: (...lost) => this.onConnectionLost(...lost),
      onCapacity: (attempt) => this.onCapacity(attempt),
    };
    this.watchers = [];
    this.backoff = new Backoff(settings.backoff, settings.random);
    this.connections = new ConnectionList(settings.clock, (transport) => this.onTrimmed(transport));
    this.attempt = undefined;
    this.backoffTimer = undefined;
    this.nextAttemptAtMs = 0;
    this.connectivity = ConnectivityState.IDLE;
    this.gate = undefined;
    this.loads = undefined;
  }

  /** Whether a stream can be opened on it right now. */
  get acceptsStreams(): boolean {
    const transport = this.transport;
    if (transport === undefined) return false;
    return transport.acceptsStreams || (this.connections.size > 1 && this.turnToOther());
  }

  /** Has a connection checked that takes no streams because it was idle for long. */
  prove(): void {
    this.transport?.prove?.();
  }

  /**
   * Returns a connection that takes a stream, for a call that has found `transport` to take none.
   * Undefined when there is none: the call has to wait, and another connection is on its way if the
   * peer's limit is the reason and there may be one more.
   */
  findRoom(): ClientTransport | undefined {
    if (this.acceptsStreams) return this.transport;
    this.prove();
    if (
      this.connectivity === ConnectivityState.READY &&
      this.attempt === undefined &&
      this.backoffTimer === undefined &&
      this.connections.size < this.settings.scaling.maxConnections &&
      this.connections.isFull
    ) {
      this.startAttempt();
    }
    return undefined;
  }

  /** Returns what there is to know of the subchannel now. */
  inspect(): SubchannelInspection {
    return {
      id: inspectionId(this),
      name: formatAddress(this.address),
      state: this.state,
      ...this.connections.inspect(),
    };
  }

  /** Adds a watcher; it hears of changes from now on, not of the present state. */
  watch(watcher: SubchannelWatcher): void {
    this.watchers.push(watcher);
  }

  /**
   * Checks the health of this service of the server from now on (gRFC A17), "" being the server as a
   * whole; undefined for no checks.
   */
  checkHealth(service: string | undefined): void {
    if (service === undefined && this.gate === undefined) return;
    this.openGate().checkHealth(service);
  }

  /**
   * Takes it out of use although it may be connected: its state is TRANSIENT_FAILURE while it would be
   * READY (gRFC A50). The error is that of calls that find no other backend; undefined ends the ejection.
   */
  eject(error: StatusError | undefined): void {
    this.openGate().eject(error);
  }

  /**
   * Calls the listener with each report of the server's load (gRFC A51, out-of-band). The stream is open
   * while the subchannel is connected, at the shortest interval that is wanted; a server that does not
   * have the service sends none.
   *
   * @returns how to stop
   */
  watchLoad(intervalMs: number, listener: LoadListener): () => void {
    this.loads ??= new LoadWatch(
      (wantedMs, stream) => this.settings.streams?.openLoad(this, wantedMs, stream) ?? NO_STREAM,
      this.settings,
    );
    const stop = this.loads.subscribe(intervalMs, listener);
    this.loads.setConnected(this.connectivity === ConnectivityState.READY);
    return stop;
  }

  private openGate(): ServingGate {
    if (this.gate === undefined) {
      this.gate = new ServingGate({
        address: this.address,
        open: (service, stream) => this.openHealth(service, stream),
        settings: this.settings,
        onChange: () => this.publish(),
      });
      this.gate.setConnected(this.connectivity === ConnectivityState.READY);
    }
    return this.gate;
  }

  private openHealth(service: string, listener: StreamListener<string>): OpenStream {
    const { streams } = this.settings;
    if (streams !== undefined) return streams.openHealth(this, service, listener);
    listener.onMessage("SERVING");
    return NO_STREAM;
  }

  /** IDLE → CONNECTING. In every other state nothing happens; a running backoff is respected. */
  connect(): void {
    if (this.connectivity !== ConnectivityState.IDLE) return;
    this.startAttempt();
  }

  private startAttempt(): void {
    const { clock, connector, minConnectTimeoutMs } = this.settings;
    const backoffMs = this.backoff.nextDelayMs();
    this.nextAttemptAtMs = clock.nowMs() + backoffMs;
    const timeoutMs = Math.max(backoffMs, minConnectTimeoutMs);
    const attempt = new ConnectAttempt(this.address, this.attemptListener);
    this.attempt = attempt;
    if (this.connections.size === 0) this.enter(ConnectivityState.CONNECTING);
    attempt.start(connector, timeoutMs, clock);
  }

  /** Forgets the failures so far: a wait for the next attempt ends now, in IDLE. */
  resetBackoff(): void {
    this.backoff.reset();
    if (this.backoffTimer !== undefined) this.endBackoff();
  }

  /** For good: gives up connecting, lets the calls on its connections run to their end. */
  shutdown(): void {
    if (this.state === ConnectivityState.SHUTDOWN) return;
    this.state = ConnectivityState.SHUTDOWN;
    this.connectivity = ConnectivityState.SHUTDOWN;
    this.watchers.length = 0;
    this.gate?.setConnected(false);
    this.loads?.setConnected(false);
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    this.attempt?.cancel();
    this.attempt = undefined;
    this.transport = undefined;
    for (const transport of this.connections.clear()) {
      this.settings.observer?.onDisconnected(SUBCHANNEL_SHUTDOWN, this.security);
      transport.close(true);
    }
  }

  private onConnected(attempt: ConnectAttempt, transport: ClientTransport): void {
    if (attempt !== this.attempt) return;
    this.attempt = undefined;
    this.backoff.reset();
    this.connections.add(attempt, transport);
    this.settings.observer?.onConnected(this.security);
    this.owner.onTransport(transport);
    if (this.connections.size > 1) {
      this.owner.onCapacity(this);
      return;
    }
    this.transport = transport;
    this.lastError = undefined;
    this.enter(ConnectivityState.READY);
  }

  private onConnectFailed(attempt: ConnectAttempt, error: StatusError): void {
    if (attempt !== this.attempt) return;
    this.attempt = undefined;
    this.settings.observer?.onConnectFailed();
    // An attempt that outlasted its backoff leaves nothing to wait for; the turn in between keeps
    // TRANSIENT_FAILURE visible and the stack flat.
    const waitMs = Math.max(0, this.nextAttemptAtMs - this.settings.clock.nowMs());
    this.backoffTimer = this.settings.clock.schedule(() => this.endBackoff(), waitMs);
    if (this.connections.size > 0) return;
    this.lastError = error;
    this.enter(ConnectivityState.TRANSIENT_FAILURE);
  }

  private onConnectionLost(
    attempt: ConnectAttempt,
    reason: StatusError,
    kind: TransportCloseKind,
    goaway: string | undefined,
  ): void {
    const transport = this.connections.remove(attempt);
    if (transport === undefined) return;
    const { observer } = this.settings;
    observer?.onDisconnected(disconnectReason(reason, kind, goaway), this.security);
    // The peer that said GOAWAY may leave the socket open for ever; ours closes after its last call.
    if (kind === "goaway") transport.close(true);
    if (this.connections.size > 0) {
      this.leave(transport);
      // The peer's GOAWAY must not wait for streams that do not end by themselves.
      this.gate?.move();
      this.loads?.move();
      // Calls that wait may need a connection in its place.
      this.owner.onCapacity(this);
      return;
    }
    this.transport = undefined;
    this.lastError = reason;
    if (this.attempt !== undefined) {
      this.enter(ConnectivityState.CONNECTING);
      return;
    }
    // A backoff here is that of a further connection. It does not hold up the first: a server that
    // takes one connection of each client could not be reached for minutes after a GOAWAY.
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    this.backoff.reset();
    this.enter(ConnectivityState.IDLE);
  }

  private onCapacity(attempt: ConnectAttempt): void {
    if (!this.connections.has(attempt)) return;
    if (this.connections.size > 1) this.turnToOther();
    this.owner.onCapacity(this);
  }

  private get security(): SecurityLevel {
    return this.settings.secure === true ? "privacy_and_integrity" : "none";
  }

  private onTrimmed(transport: ClientTransport): void {
    this.settings.observer?.onDisconnected(SUBCHANNEL_SHUTDOWN, this.security);
    this.leave(transport);
  }

  /** The connection takes no more streams; others do. */
  private leave(transport: ClientTransport): void {
    if (this.transport !== transport) return;
    this.transport = this.connections.firstWithRoom() ?? this.connections.oldest;
  }

  /** Lets new streams go to the oldest connection that takes them; false if none does. */
  private turnToOther(): boolean {
    const found = this.connections.firstWithRoom();
    if (found !== undefined) this.transport = found;
    return found !== undefined;
  }

  private endBackoff(): void {
    this.backoffTimer?.cancel();
    this.backoffTimer = undefined;
    if (this.connections.size > 0) this.owner.onCapacity(this);
    else this.enter(ConnectivityState.IDLE);
  }

  private enter(connectivity: ConnectivityState): void {
    this.connectivity = connectivity;
    const isConnected = connectivity === ConnectivityState.READY;
    this.gate?.setConnected(isConnected);
    this.loads?.setConnected(isConnected);
    this.publish();
  }

  /** Reports the state that counts, if it has become another. */
  private publish(): void {
    const { connectivity, gate } = this;
    const isGated = gate !== undefined && connectivity === ConnectivityState.READY;
    const state = isGated ? gate.state : connectivity;
    if (isGated) this.lastError = gate.error;
    if (state === this.state) return;
    this.state = state;
    // A watcher may shut this subchannel down or move it on; the later change has been reported then.
    for (let i = 0; i < this.watchers.length && this.state === state; i++) {
      (this.watchers[i] as SubchannelWatcher).onSubchannelState(this, state);
    }
  }
}
