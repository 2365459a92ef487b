import type { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";
import {
  KeptStream,
  type KeptStreamSettings,
  type OpenStream,
  type StreamListener,
} from "./kept-stream.ts";

/** Receives each report of a backend's load. */
export type LoadListener = (report: OrcaLoadReport) => void;

/** Opens a stream of reports at this interval. */
export type LoadOpener = (
  intervalMs: number,
  listener: StreamListener<OrcaLoadReport>,
) => OpenStream;

interface Subscription {
  readonly intervalMs: number;
  readonly listener: LoadListener;
}

/**
 * One stream of load reports for everyone who wants those of a subchannel (gRFC A51), at the shortest
 * interval that is wanted. It is open while the subchannel is connected and somebody listens.
 */
export class LoadWatch {
  private readonly open: LoadOpener;
  private readonly settings: KeptStreamSettings;
  private readonly subscriptions: Set<Subscription>;
  private intervalMs: number;
  private isConnected: boolean;
  private stream: KeptStream<OrcaLoadReport> | undefined;

  constructor(open: LoadOpener, settings: KeptStreamSettings) {
    this.open = open;
    this.settings = settings;
    this.subscriptions = new Set();
    this.intervalMs = Number.POSITIVE_INFINITY;
    this.isConnected = false;
    this.stream = undefined;
  }

  /** Adds a listener; the function that is returned takes it away. */
  subscribe(intervalMs: number, listener: LoadListener): () => void {
    const subscription: Subscription = { intervalMs, listener };
    this.subscriptions.add(subscription);
    this.update();
    return () => {
      if (this.subscriptions.delete(subscription)) this.update();
    };
  }

  setConnected(isConnected: boolean): void {
    this.isConnected = isConnected;
    if (isConnected) this.stream?.start();
    else this.stream?.stop();
  }

  /** One of several connections takes no new streams. */
  move(): void {
    this.stream?.move();
  }

  private update(): void {
    let shortest = Number.POSITIVE_INFINITY;
    for (const { intervalMs } of this.subscriptions) shortest = Math.min(shortest, intervalMs);
    if (shortest === this.intervalMs) return;
    this.intervalMs = shortest;
    this.stream?.stop();
    this.stream = undefined;
    if (shortest === Number.POSITIVE_INFINITY) return;
    this.stream = new KeptStream((listener) => this.open(shortest, listener), this.settings, {
      onTry: () => {},
      onMessage: (report) => {
        for (const { listener } of this.subscriptions) listener(report);
      },
      onFailed: () => {},
      onUnimplemented: () => {},
    });
    if (this.isConnected) this.stream.start();
  }
}
