import { type CodeName, encodeBase64 } from "@tramline/rpc";
import { OrcaLoadReport } from "../../gen/xds/data/orca/v3/orca_load_report.ts";
import type { Address } from "../../subchannel/address.ts";
import { backoffSettings } from "../../subchannel/backoff.ts";
import { ConnectionScaling } from "../../subchannel/connection-scaling.ts";
import { Subchannel, type SubchannelWatcher } from "../../subchannel/subchannel.ts";
import { FakeClock } from "../../subchannel/testdata/fake-clock.ts";
import { FakeConnector, type FakeTransport } from "../../subchannel/testdata/fake-connector.ts";
import { FakeStreams } from "../../subchannel/testdata/fake-streams.ts";
import type { BalancerHost, SubchannelOptions } from "../balancer.ts";
import { type CallTracker, TrackedCall } from "../call-tracker.ts";
import { LOAD_REPORT_FIELD } from "../load-report.ts";
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
  readonly streams = new FakeStreams();
  healthService: string | undefined;
  nextRandom = 0;
  resolutionRequests = 0;
  picker: Picker | undefined;

  createSubchannel(
    address: Address,
    watcher: SubchannelWatcher,
    options?: SubchannelOptions,
  ): Subchannel {
    const subchannel = new Subchannel(
      address,
      {
        connector: this.connector.connect,
        backoff: backoffSettings({ jitter: 0 }),
        minConnectTimeoutMs: 20_000,
        scaling: new ConnectionScaling(undefined),
        clock: this.clock,
        random: this.random,
        streams: this.streams,
      },
      { onTransport: () => {}, onCapacity: () => {} },
    );
    subchannel.watch(watcher);
    if (options?.checksHealth === true) subchannel.checkHealth(this.healthService);
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
    return nameOf(result);
  }

  /** Picks, and begins a call where the picker has said. */
  call(): FakeTrackedCall {
    const { picker } = this;
    const result = picker?.pick({ path: "/a/b" });
    if (!(result instanceof Subchannel) || result.transport === undefined) {
      throw new Error("the call was not picked");
    }
    const transport = result.transport as FakeTransport;
    transport.takeStream();
    return new FakeTrackedCall(result, transport, picker?.tracker);
  }
}

/** A call on a backend, and whoever tracks it. */
export class FakeTrackedCall {
  /** N of the backend 10.0.0.N. */
  readonly backend: string;
  private readonly transport: FakeTransport;
  private readonly tracked: TrackedCall | undefined;

  constructor(
    subchannel: Subchannel,
    transport: FakeTransport,
    tracker: CallTracker | undefined,
  ) {
    this.backend = nameOf(subchannel);
    this.transport = transport;
    this.tracked =
      tracker === undefined ? undefined : new TrackedCall(tracker, subchannel, transport);
  }

  /** @param report the load that the backend reports with it */
  end(code: CodeName = "OK", report?: OrcaLoadReport): void {
    this.transport.endStream();
    const value = report === undefined ? undefined : encodeBase64(OrcaLoadReport.encode(report));
    this.tracked?.end(code, value === undefined ? [] : [LOAD_REPORT_FIELD, value]);
  }
}

function nameOf({ address }: Subchannel): string {
  return address.kind === "tcp" ? (address.host.split(".")[3] ?? "") : "unix";
}

/** 10.0.0.N:1 for each N. */
export function backends(...numbers: number[]): Address[] {
  return numbers.map((number) => ({ kind: "tcp", host: `10.0.0.${number}`, port: 1 }));
}

/** The address of {@link backends} as text. */
export function backend(number: number): string {
  return `10.0.0.${number}:1`;
}
