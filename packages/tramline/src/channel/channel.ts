import { type InspectOptions, inspect } from "node:util";
import { given } from "@tramline/protobuf/internal";
import type { CallCredentials } from "@tramline/rpc";
import { type StatusError, withoutStack } from "@tramline/rpc";
import { FailurePicker, IdlePicker, type Picker, PickFailure } from "../balancer/picker.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { TlsStatus } from "../credentials/certificate-status.ts";
import { AttemptCounts } from "../inspect/attempt-counts.ts";
import type { ChannelInspection } from "../inspect/inspection.ts";
import { inspectionId, liveChannels } from "../inspect/registry.ts";
import { checkedGrace } from "../option-check.ts";
import type { ServiceConfig } from "../service-config/service-config.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import { unreachableReason } from "../subchannel/unreachable-error.ts";
import { Backends, type BackendsListener } from "./backends.ts";
import {
  type ChannelEnvironment,
  type ChannelOptions,
  type ChannelSettings,
  channelSettings,
} from "./channel-options.ts";
import { IdleTimer } from "./idle-timer.ts";
import { LiveSubchannels } from "./live-subchannels.ts";
import { PickLoop } from "./pick-loop.ts";
import type { PickWaiter } from "./pick-queue.ts";
import { ProcessHold } from "./process-hold.ts";
import { closedError, type StateListener, StateWatch, type WaitOptions } from "./state-watch.ts";
import { describeStreams, hasFull } from "./stream-limit.ts";

/** How a channel ends. */
export interface CloseOptions {
  /**
   * How long calls that have been sent may go on. Default 0: they fail at once. With Infinity the
   * channel waits for the last of them.
   */
  readonly graceMs?: number | undefined;
}

/**
 * A connection to one service, which may have any number of servers. Lazy: it resolves and connects
 * when the first call comes (or `connect` is called), and closes its connections when no call has
 * come for a while. One channel serves any number of clients and calls.
 */
export class Channel {
  /** As given to `createChannel`. */
  readonly target: string;
  /** The target with its scheme: `dns:///orders:50051` for `orders:50051`. */
  readonly canonicalTarget: string;
  /** The `:authority` of every call. */
  readonly authority: string;
  /** Whether connections speak TLS. */
  readonly secure: boolean;
  /** Whether connections are encrypted or local, so that call credentials may be sent on them. */
  readonly isConfidential: boolean;
  /** Asked on every call, besides the call's own. */
  readonly callCredentials: CallCredentials | undefined;
  /** In force now; another object whenever the resolver brings another one. */
  serviceConfig: ServiceConfig;
  private readonly settings: ChannelSettings;
  readonly #picks: PickLoop;
  readonly #watch: StateWatch;
  readonly #idleTimer: IdleTimer;
  readonly #waitHold: ProcessHold;
  #stateWaiters: number;
  readonly #backendsListener: BackendsListener;
  /** Every connection whose socket is not closed yet, also those that only drain. */
  readonly #transports: Set<ClientTransport>;
  readonly #subchannels: LiveSubchannels;
  readonly #counts: AttemptCounts;
  /** While not IDLE. */
  #backends: Backends | undefined;
  #lastFailure: StatusError | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Use `createChannel`.
   * @throws ConfigurationError for a target or an option that can never work
   * @internal
   */
  constructor(target: string, options: ChannelOptions, environment: ChannelEnvironment) {
    const settings = channelSettings(target, options, environment);
    this.target = target;
    this.canonicalTarget = settings.canonicalTarget;
    this.authority = settings.authority;
    this.secure = settings.secure;
    this.isConfidential = settings.isConfidential;
    this.callCredentials = settings.callCredentials;
    this.serviceConfig = settings.serviceConfig;
    this.settings = settings;
    this.#picks = new PickLoop(this.idlePicker(), settings.maxQueuedCalls);
    this.#watch = new StateWatch();
    this.#idleTimer = new IdleTimer(
      settings.clock,
      settings.idleTimeoutMs,
      () => this.isQuiet(),
      () => this.goIdle(),
    );
    this.#waitHold = new ProcessHold();
    this.#stateWaiters = 0;
    this.#backendsListener = {
      onPicker: (state, picker) => this.onPicker(state, picker),
      onServiceConfig: (serviceConfig) => {
        this.serviceConfig = serviceConfig;
      },
      onSubchannel: (subchannel) => this.#subchannels.add(subchannel),
      onTransport: (transport) => this.onTransport(transport),
      onCapacity: (subchannel) => this.#picks.drain(subchannel),
    };
    this.#transports = new Set();
    this.#subchannels = new LiveSubchannels();
    this.#counts = new AttemptCounts();
    liveChannels.add(this);
    this.#backends = undefined;
    this.#lastFailure = undefined;
    this.#closing = undefined;
  }

  /** The state now. Reading it starts nothing. */
  get state(): ConnectivityState {
    return this.#watch.state;
  }

  /** Calls that wait for a connection or for a free stream. */
  get queuedCalls(): number {
    return this.#picks.queue.length;
  }

  /** Connections whose sockets are open. */
  get connections(): number {
    return this.#transports.size;
  }

  /** An attempt has failed before it was sent. */
  countUnsent(): void {
    this.#counts.countUnsent();
  }

  /** Returns what there is to know of the channel now; see `inspectChannels`. */
  inspect(): ChannelInspection {
    return {
      id: inspectionId(this),
      target: this.canonicalTarget,
      state: this.state,
      calls: this.#counts.read(this.#transports, this.queuedCalls),
      subchannels: this.#subchannels.inspect(),
    };
  }

  /** The certificates in use and how long they are valid, without secrets; undefined in cleartext. */
  tlsStatus(): TlsStatus | undefined {
    return this.settings.certificates?.status();
  }

  /**
   * Reads the certificates again now, from their files or by `load`, for the next connections.
   *
   * @throws ConfigurationError, or what `load` threw, when they cannot be used: the former ones stay in
   * use. Does nothing in cleartext, or when they were given as they are.
   */
  async reloadTls(): Promise<void> {
    await this.settings.certificates?.reload();
  }

  /**
   * Wants a transport for one attempt. With a ready subchannel that takes a stream,
   * `waiter.onPicked` is called before this returns. Otherwise the waiter waits, here and nowhere
   * else, until it is picked, failed or abandoned; in IDLE that starts the connecting.
   *
   * @internal
   */
  pick(waiter: PickWaiter): void {
    this.#idleTimer.touch();
    this.#picks.pick(waiter);
  }

  /**
   * The call has ended in another way (deadline, cancellation): it waits no more.
   *
   * @internal
   */
  abandon(waiter: PickWaiter): void {
    this.#picks.abandon(waiter);
  }

  /** Whether calls wait because a connection carries as many streams as its peer allows. */
  get isAtStreamLimit(): boolean {
    return this.state === ConnectivityState.READY && hasFull(this.#transports);
  }

  /** The cause of a call's waiting, as half a sentence for an error's text. */
  describeWait(): string {
    const { target, state } = this;
    if (state === ConnectivityState.READY) {
      return describeStreams(this.#transports, target);
    }
    const failure =
      this.#lastFailure === undefined ? "" : `: ${unreachableReason(this.#lastFailure)}`;
    return `waiting for a connection to ${target} (${state})${failure}`;
  }

  /** Leaves IDLE: resolves and connects without waiting for a call. Otherwise nothing happens. */
  connect(): void {
    if (this.state !== ConnectivityState.IDLE) return;
    if (this.#backends !== undefined) {
      this.#backends.exitIdle();
      return;
    }
    this.#backends = new Backends(this.settings, this.#backendsListener);
    this.#idleTimer.start();
    this.#backends.start();
  }

  /**
   * Resolves when the channel's state is `wanted` (at once if it is). To wait for READY starts the
   * connecting, and a failure to connect on the way does not end the wait: give a timeout.
   *
   * @throws StatusError DEADLINE_EXCEEDED after `timeoutMs`, UNAVAILABLE if the channel is closed,
   * or the signal's reason
   */
  async waitForState(wanted: ConnectivityState, options: WaitOptions = {}): Promise<void> {
    this.#waitHold.set(++this.#stateWaiters > 0);
    try {
      const reached = this.#watch.waitFor(
        wanted,
        options,
        this.settings.clock,
        `channel to ${this.target}`,
      );
      if (wanted === ConnectivityState.READY) this.connect();
      await reached;
    } finally {
      this.#waitHold.set(--this.#stateWaiters > 0);
    }
  }

  /** Calls `listener` on each change of state; the function that is returned ends that. */
  onStateChange(listener: StateListener): () => void {
    if (typeof listener !== "function") {
      throw new ConfigurationError(
        "LISTENER_NOT_A_FUNCTION",
        `invalid listener of onStateChange: expected a function, got ${given(listener)}`,
      );
    }
    return this.#watch.subscribe(listener);
  }

  /** Tries again now what waits for its backoff: the network is known to be back. */
  resetBackoff(): void {
    this.#backends?.resetBackoff();
  }

  /**
   * Ends the channel, for good. Calls that wait fail with UNAVAILABLE, and so does every later one.
   * Resolves, always, when the last socket is closed; no timer is left then.
   *
   * @throws ConfigurationError for an option that is unknown, or a negative `graceMs`
   */
  close(options: CloseOptions = {}): Promise<void> {
    const graceMs = checkedGrace("CHANNEL_OPTION_INVALID", options, 0);
    liveChannels.remove(this);
    this.#closing ??= this.shutdown(graceMs);
    return this.#closing;
  }

  /** `close()`, at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async shutdown(graceMs: number): Promise<void> {
    this.#idleTimer.stop();
    this.#waitHold.end();
    const backends = this.#backends;
    this.#backends = undefined;
    backends?.close();
    const failure = new PickFailure(
      withoutStack(() => closedError(this.target)),
      true,
    );
    this.#picks.setPicker(new FailurePicker(failure));
    this.#watch.set(ConnectivityState.SHUTDOWN);
    this.#picks.drain();
    this.#picks.end();
    const closed = Promise.all([...this.#transports].map((transport) => transport.closed));
    for (const transport of this.#transports) transport.close(graceMs > 0);
    if (graceMs > 0 && Number.isFinite(graceMs) && this.#transports.size > 0) {
      const timer = this.settings.clock.schedule(() => {
        for (const transport of this.#transports) transport.close(false);
      }, graceMs);
      await closed;
      timer.cancel();
    } else {
      await closed;
    }
  }

  private onPicker(state: ConnectivityState, picker: Picker): void {
    if (picker instanceof FailurePicker) this.#lastFailure = picker.failure.error;
    else if (state === ConnectivityState.READY) this.#lastFailure = undefined;
    this.#picks.setPicker(picker);
    this.#watch.set(state);
    // A listener of the state may have closed the channel; its picker is another one then.
    this.#picks.drain();
  }

  private onTransport(transport: ClientTransport): void {
    this.#transports.add(transport);
    void transport.closed.then(() => {
      this.#transports.delete(transport);
      this.#counts.addEnded(transport);
    });
  }

  private goIdle(): void {
    const backends = this.#backends;
    if (backends === undefined) return;
    this.#backends = undefined;
    backends.close();
    this.#picks.setPicker(this.idlePicker());
    this.#watch.set(ConnectivityState.IDLE);
  }

  private idlePicker(): Picker {
    return new IdlePicker(() => this.connect());
  }

  private isQuiet(): boolean {
    if (this.#picks.queue.length > 0) return false;
    for (const transport of this.#transports) {
      if (transport.activeStreams > 0) return false;
    }
    return true;
  }
}

// Printed by console.log: state and counts. The options are left out, since they may have credentials.
Object.defineProperty(Channel.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Channel, _depth: number, options: InspectOptions): string {
    const { target, state, connections, queuedCalls } = this;
    const shown = inspect({ target, state, connections, queuedCalls }, options);
    return `${this.constructor.name} ${shown}`;
  },
});
