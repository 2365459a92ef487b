import type { StatusError } from "@tramline/rpc";
import { type Address, formatAddress, uniqueAddresses } from "../subchannel/address.ts";
import type { RandomSource, ScheduledTimer } from "../subchannel/clock.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Balancer, BalancerFactory, BalancerHost } from "./balancer.ts";
import { ConfigFields } from "./config-fields.ts";
import { connectionFailure, noAddresses } from "./connection-failure.ts";
import { interleaveFamilies } from "./interleave.ts";
import {
  FailurePicker,
  IdlePicker,
  PickFailure,
  QUEUE_PICKER,
  SingleSubchannelPicker,
} from "./picker.ts";

/** The `pick_first` part of a service config. */
export interface PickFirstConfig {
  /** Tries the addresses in random order, so that clients of one list spread (gRFC A62). */
  readonly shuffleAddressList: boolean;
}

/**
 * Every call to one backend: the first in the list that responds.
 *
 * - Addresses are tried in order, IPv6 and IPv4 taking turns. An attempt that fails is followed by the
 *   next at once; beside one that takes longer than the connection attempt delay (250 ms) the next
 *   begins (Happy Eyeballs, RFC 8305 section 5, gRFC A61). The first that connects is kept, and the
 *   others are given up.
 * - When every address has failed once, the state is TRANSIENT_FAILURE and stays so until one is
 *   READY (gRFC A62), while each address is tried again as its own backoff ends.
 * - When the connection is lost the state is IDLE; the next call starts from the head of the list
 *   as last resolved, and a new resolution is requested.
 * - New addresses leave a live connection alone as long as they contain its address.
 */
export class PickFirstBalancer implements Balancer, SubchannelWatcher {
  private readonly host: BalancerHost;
  private addresses: readonly Address[];
  /** By address text; while READY only the selected one. */
  private readonly subchannels: Map<string, Subchannel>;
  private selected: Subchannel | undefined;
  private state: ConnectivityState;
  /** During the first pass: index of the latest address that is being tried, or their number. */
  private position: number;
  private firstPass: boolean;
  /** Until the next address is tried beside the ones under way. */
  private delay: ScheduledTimer | undefined;
  /** Failures since the first pass ended; each time it reaches the list's length, all failed again. */
  private failures: number;

  constructor(host: BalancerHost) {
    this.host = host;
    this.addresses = [];
    this.subchannels = new Map();
    this.selected = undefined;
    this.state = ConnectivityState.CONNECTING;
    this.position = 0;
    this.firstPass = false;
    this.delay = undefined;
    this.failures = 0;
  }

  update(addresses: readonly Address[], config: unknown): StatusError | undefined {
    const hadAddresses = this.addresses.length > 0;
    const unique = uniqueAddresses(addresses);
    const shuffleAddressList = (config as PickFirstConfig | undefined)?.shuffleAddressList === true;
    this.addresses = interleaveFamilies(
      shuffleAddressList ? shuffle(unique, this.host.random) : unique,
    );
    if (this.addresses.length === 0) {
      this.removeSubchannels();
      const error = noAddresses(this.host.target);
      this.fail(error);
      return error;
    }

    const wanted = new Set(this.addresses.map(formatAddress));
    const wasReady = this.selected !== undefined;
    if (this.selected !== undefined) {
      if (wanted.has(formatAddress(this.selected.address))) return undefined;
      this.selected = undefined;
    }
    for (const [text, subchannel] of this.subchannels) {
      if (wanted.has(text)) continue;
      this.subchannels.delete(text);
      subchannel.shutdown();
    }
    if (wasReady || !hadAddresses || this.state === ConnectivityState.CONNECTING) {
      this.setState(ConnectivityState.CONNECTING);
      this.startFirstPass();
    } else if (this.state === ConnectivityState.TRANSIENT_FAILURE) {
      this.startFirstPass();
    }
    return undefined;
  }

  resolverFailed(error: StatusError): void {
    if (this.addresses.length === 0) this.fail(error);
  }

  exitIdle(): void {
    if (this.state !== ConnectivityState.IDLE) return;
    this.setState(ConnectivityState.CONNECTING);
    this.startFirstPass();
  }

  resetBackoff(): void {
    for (const subchannel of [...this.subchannels.values()]) subchannel.resetBackoff();
  }

  close(): void {
    this.removeSubchannels();
    this.state = ConnectivityState.SHUTDOWN;
  }

  onSubchannelState(subchannel: Subchannel, state: ConnectivityState): void {
    if (state === ConnectivityState.READY) {
      this.select(subchannel);
    } else if (subchannel === this.selected) {
      if (state === ConnectivityState.IDLE) this.goIdle(subchannel);
      else this.reconnect();
    } else if (this.firstPass) {
      if (state === ConnectivityState.TRANSIENT_FAILURE) this.onFailureInPass(subchannel);
    } else if (state === ConnectivityState.IDLE) {
      subchannel.connect();
    } else if (state === ConnectivityState.TRANSIENT_FAILURE) {
      this.failures++;
      if (this.failures % this.addresses.length === 0) this.failAll();
    }
  }

  private select(subchannel: Subchannel): void {
    this.cancelDelay();
    this.selected = subchannel;
    this.firstPass = false;
    for (const [text, other] of this.subchannels) {
      if (other === subchannel) continue;
      this.subchannels.delete(text);
      other.shutdown();
    }
    this.state = ConnectivityState.READY;
    this.host.updateState(this.state, new SingleSubchannelPicker(subchannel));
  }

  private goIdle(lost: Subchannel): void {
    this.selected = undefined;
    this.subchannels.delete(formatAddress(lost.address));
    lost.shutdown();
    this.state = ConnectivityState.IDLE;
    this.host.updateState(this.state, new IdlePicker(() => this.exitIdle()));
    this.host.requestResolution();
  }

  /** The selected subchannel has lost its last connection, and is on its way to another (gRFC A105). */
  private reconnect(): void {
    this.selected = undefined;
    this.setState(ConnectivityState.CONNECTING);
    this.host.requestResolution();
    if (this.state === ConnectivityState.CONNECTING) this.startFirstPass();
  }

  private startFirstPass(): void {
    this.firstPass = true;
    this.failures = 0;
    this.position = 0;
    this.tryFromPosition();
  }

  private onFailureInPass(failed: Subchannel): void {
    const latest = this.addresses[this.position];
    // One that was begun before fails beside the latest, which goes on. A subchannel kept from the
    // list before may fail out of turn as well.
    if (latest !== undefined && this.subchannels.get(formatAddress(latest)) !== failed) return;
    this.position = Math.min(this.position + 1, this.addresses.length);
    this.tryFromPosition();
  }

  /** Connects to the first address, from the position on, that is not waiting for its backoff. */
  private tryFromPosition(): void {
    this.cancelDelay();
    for (; this.position < this.addresses.length; this.position++) {
      const address = this.addresses[this.position] as Address;
      const text = formatAddress(address);
      let subchannel = this.subchannels.get(text);
      if (subchannel === undefined) {
        subchannel = this.host.createSubchannel(address, this);
        this.subchannels.set(text, subchannel);
      }
      if (subchannel.state !== ConnectivityState.TRANSIENT_FAILURE) {
        if (this.position + 1 < this.addresses.length) this.startDelay();
        subchannel.connect();
        return;
      }
    }
    for (const { state } of this.subchannels.values()) {
      if (state === ConnectivityState.CONNECTING) return;
    }
    this.firstPass = false;
    this.failAll();
    for (const subchannel of [...this.subchannels.values()]) subchannel.connect();
  }

  private startDelay(): void {
    this.delay = this.host.clock.schedule(() => {
      this.delay = undefined;
      this.position++;
      this.tryFromPosition();
    }, this.host.connectionAttemptDelayMs);
  }

  private cancelDelay(): void {
    this.delay?.cancel();
    this.delay = undefined;
  }

  private failAll(): void {
    this.fail(connectionFailure(this.host.target, this.subchannels.values()));
    this.host.requestResolution();
  }

  private fail(error: StatusError): void {
    this.state = ConnectivityState.TRANSIENT_FAILURE;
    this.host.updateState(this.state, new FailurePicker(new PickFailure(error)));
  }

  private setState(state: ConnectivityState): void {
    this.state = state;
    this.host.updateState(state, QUEUE_PICKER);
  }

  private removeSubchannels(): void {
    this.cancelDelay();
    this.firstPass = false;
    this.selected = undefined;
    for (const subchannel of this.subchannels.values()) subchannel.shutdown();
    this.subchannels.clear();
  }
}

/** Fisher and Yates; a new list. */
function shuffle(addresses: readonly Address[], random: RandomSource): Address[] {
  const shuffled = [...addresses];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const moved = shuffled[i] as Address;
    shuffled[i] = shuffled[j] as Address;
    shuffled[j] = moved;
  }
  return shuffled;
}

/** The policy `pick_first`, gRPC's default. */
export const pickFirst: BalancerFactory = {
  name: "pick_first",
  parseConfig(json, _balancers, note): PickFirstConfig {
    const fields = new ConfigFields(json ?? {}, note);
    fields.onlyKnown(["shuffleAddressList"]);
    return { shuffleAddressList: fields.boolean("shuffleAddressList", false) };
  },
  create: (host) => new PickFirstBalancer(host),
};
