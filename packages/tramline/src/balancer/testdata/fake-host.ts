import type { Address } from "../../subchannel/address.ts";
import { backoffSettings } from "../../subchannel/backoff.ts";
import { ConnectionScaling } from "../../subchannel/connection-scaling.ts";
import { Subchannel, type SubchannelWatcher } from "../../subchannel/subchannel.ts";
import { FakeClock } from "../../subchannel/testdata/fake-clock.ts";
import { FakeConnector } from "../../subchannel/testdata/fake-connector.ts";
import type { BalancerHost } from "../balancer.ts";
import { PickFailure, type Picker, QUEUE } from "../picker.ts";

/** A channel as a balancer sees it; backends are the addresses 10.0.0.N:1. */
export class FakeHost implements BalancerHost {
  readonly target = "dns:///orders:1";
  readonly random = (): number => this.nextRandom;
  readonly connectionAttemptDelayMs = 250;
  readonly clock = new FakeClock();
  readonly connector = new FakeConnector();
  readonly subchannels: Subchannel[] = [];
  readonly states: string[] = [];
  nextRandom = 0;
  resolutionRequests = 0;
  picker: Picker | undefined;

  createSubchannel(address: Address, watcher: SubchannelWatcher): Subchannel {
    const subchannel = new Subchannel(
      address,
      {
        connector: this.connector.connect,
        backoff: backoffSettings({ jitter: 0 }),
        minConnectTimeoutMs: 20_000,
        scaling: new ConnectionScaling(undefined),
        clock: this.clock,
        random: this.random,
      },
      { onTransport: () => {}, onCapacity: () => {} },
    );
    subchannel.watch(watcher);
    this.subchannels.push(subchannel);
    return subchannel;
  }

  updateState(state: string, picker: Picker): void {
    if (this.states.at(-1) !== state) this.states.push(state);
    this.picker = picker;
  }

  requestResolution(): void {
    this.resolutionRequests++;
  }

  get state(): string | undefined {
    return this.states.at(-1);
  }

  /** Subchannels that are not shut down. */
  get live(): number {
    return this.subchannels.filter(({ state }) => state !== "SHUTDOWN").length;
  }

  /** The result of a pick: N of the backend 10.0.0.N, "queue", or the failure's text. */
  pick(): string {
    const result = this.picker?.pick({ path: "/a/b" });
    if (result === undefined || result === QUEUE) return "queue";
    if (result instanceof PickFailure) return result.error.rawMessage;
    return result.address.kind === "tcp" ? (result.address.host.split(".")[3] ?? "") : "unix";
  }
}

/** 10.0.0.N:1 for each N. */
export function backends(...numbers: number[]): Address[] {
  return numbers.map((number) => ({ kind: "tcp", host: `10.0.0.${number}`, port: 1 }));
}

/** The address of {@link backends} as text. */
export function backend(number: number): string {
  return `10.0.0.${number}:1`;
}
