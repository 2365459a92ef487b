import type { StatusError } from "@tramline/rpc";
import { type Address, formatAddress, uniqueAddresses } from "../subchannel/address.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel, SubchannelWatcher } from "../subchannel/subchannel.ts";
import type { Balancer, BalancerFactory, BalancerHost } from "./balancer.ts";
import { connectionFailure, noAddresses } from "./connection-failure.ts";
import {
  FailurePicker,
  type Picker,
  PickFailure,
  type PickResult,
  QUEUE,
  QUEUE_PICKER,
} from "./picker.ts";

/**
 * Calls in turn to every backend that is READY; all addresses are connected at all times.
 *
 * The channel's state is READY if any subchannel is, else CONNECTING if any is on its way, else
 * TRANSIENT_FAILURE. A subchannel that has failed counts as failed until it is READY again, so
 * that calls fail fast while every backend is down (grpc/doc/load-balancing.md, gRFC A62).
 */
export class RoundRobinBalancer implements Balancer, SubchannelWatcher {
  private readonly host: BalancerHost;
  /** By address text, in the order of the list. */
  private subchannels: Map<string, Subchannel>;
  private readonly failed: Set<Subchannel>;
  /** While true, changes of subchannels are gathered into one update at the end. */
  private updating: boolean;
  /** Those in the picker in force. */
  private ready: readonly Subchannel[];

  constructor(host: BalancerHost) {
    this.host = host;
    this.subchannels = new Map();
    this.failed = new Set();
    this.updating = false;
    this.ready = [];
  }

  update(addresses: readonly Address[]): StatusError | undefined {
    const before = this.subchannels;
    const after = new Map<string, Subchannel>();
    this.updating = true;
    for (const address of uniqueAddresses(addresses)) {
      const text = formatAddress(address);
      after.set(text, before.get(text) ?? this.host.createSubchannel(address, this));
    }
    this.subchannels = after;
    for (const [text, subchannel] of before) {
      if (after.has(text)) continue;
      this.failed.delete(subchannel);
      subchannel.shutdown();
    }
    for (const subchannel of after.values()) subchannel.connect();
    this.updating = false;
    if (after.size === 0) {
      this.ready = [];
      const error = noAddresses(this.host.target);
      this.fail(error);
      return error;
    }
    this.aggregate();
    return undefined;
  }

  resolverFailed(error: StatusError): void {
    if (this.subchannels.size === 0) this.fail(error);
  }

  exitIdle(): void {
    // Never IDLE: every subchannel connects as soon as it can.
  }

  resetBackoff(): void {
    for (const subchannel of [...this.subchannels.values()]) subchannel.resetBackoff();
  }

  close(): void {
    for (const subchannel of this.subchannels.values()) subchannel.shutdown();
    this.subchannels.clear();
    this.failed.clear();
    this.ready = [];
  }

  onSubchannelState(subchannel: Subchannel, state: ConnectivityState): void {
    switch (state) {
      case ConnectivityState.READY:
        this.failed.delete(subchannel);
        this.aggregate();
        break;
      case ConnectivityState.TRANSIENT_FAILURE:
        this.failed.add(subchannel);
        this.aggregate();
        this.host.requestResolution();
        break;
      case ConnectivityState.IDLE: {
        const wasReady = this.ready.includes(subchannel);
        // The picker without it must stand before anything else happens.
        if (wasReady) this.aggregate();
        subchannel.connect();
        if (wasReady) this.host.requestResolution();
        break;
      }
      case ConnectivityState.CONNECTING:
        // Its last connection is lost while another is on its way; otherwise counted when it comes.
        if (this.ready.includes(subchannel)) this.aggregate();
        break;
      case ConnectivityState.SHUTDOWN:
        break;
    }
  }

  private aggregate(): void {
    if (this.updating) return;
    const ready: Subchannel[] = [];
    for (const subchannel of this.subchannels.values()) {
      if (subchannel.state === ConnectivityState.READY) ready.push(subchannel);
    }
    const sameAsBefore =
      ready.length === this.ready.length && ready.every((one, i) => one === this.ready[i]);
    this.ready = ready;
    if (ready.length > 0) {
      // The picker in force goes on where it is; a new one would begin its turn anew.
      if (sameAsBefore) return;
      this.host.updateState(
        ConnectivityState.READY,
        new RoundRobinPicker(ready, this.host.random()),
      );
    } else if (this.failed.size < this.subchannels.size) {
      this.host.updateState(ConnectivityState.CONNECTING, QUEUE_PICKER);
    } else {
      this.fail(connectionFailure(this.host.target, this.subchannels.values()));
    }
  }

  private fail(error: StatusError): void {
    this.host.updateState(
      ConnectivityState.TRANSIENT_FAILURE,
      new FailurePicker(new PickFailure(error)),
    );
  }
}

/** Walks over the ready subchannels, past those that take no stream at this moment. */
class RoundRobinPicker implements Picker {
  private readonly ready: readonly Subchannel[];
  private position: number;

  /** @param start where to begin, in [0, 1): random, or a fleet of clients would move in step. */
  constructor(ready: readonly Subchannel[], start: number) {
    this.ready = ready;
    this.position = Math.floor(start * ready.length);
  }

  pick(): PickResult {
    const { ready } = this;
    for (let tried = 0; tried < ready.length; tried++) {
      const subchannel = ready[this.position] as Subchannel;
      this.position = this.position + 1 === ready.length ? 0 : this.position + 1;
      if (subchannel.acceptsStreams) return subchannel;
      subchannel.prove();
    }
    // All are full: they make room in turn, with another connection each.
    const next = ready[this.position] as Subchannel;
    this.position = this.position + 1 === ready.length ? 0 : this.position + 1;
    return next.findRoom() === undefined ? QUEUE : next;
  }
}

/** The policy `round_robin`. It has no configuration. */
export const roundRobin: BalancerFactory = {
  name: "round_robin",
  parseConfig: () => undefined,
  create: (host) => new RoundRobinBalancer(host),
};
