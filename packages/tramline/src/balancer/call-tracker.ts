import type { CodeName } from "@tramline/rpc";
import type { OrcaLoadReport } from "../gen/xds/data/orca/v3/orca_load_report.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { loadReportIn } from "./load-report.ts";

/** How a call on a subchannel has ended. */
export interface CallEnd {
  /**
   * The status. CANCELLED also when the deadline has passed on this side. A call that is repeated because
   * the server has not processed it ends once with UNAVAILABLE for each try.
   */
  readonly code: CodeName;
  /** The trailers, as name, value, name, value, …; empty when the server sent none. */
  readonly trailers: readonly string[];
  /** The backend's load report in the trailers (gRFC A51), decoded when it is first read. */
  readonly loadReport: OrcaLoadReport | undefined;
}

/**
 * Hears of calls on the subchannels that a picker returns; see {@link Picker.tracker}. For each call
 * `onCallStart` is called once its stream is open, and `onCallEnd` exactly once after that, also when the
 * picker has been replaced. Both run for every call: they must be synchronous and must not throw.
 */
export interface CallTracker {
  /** A call's stream is open on this connection of the subchannel. */
  onCallStart(subchannel: Subchannel, transport: ClientTransport): void;
  /** The same call has ended, for whatever reason. */
  onCallEnd(subchannel: Subchannel, end: CallEnd, transport: ClientTransport): void;
}

const NO_TRAILERS: readonly string[] = [];

/** A call between its beginning and its end, for the tracker that hears of both. */
export class TrackedCall implements CallEnd {
  code: CodeName;
  trailers: readonly string[];
  private readonly tracker: CallTracker;
  private readonly subchannel: Subchannel;
  private readonly transport: ClientTransport;
  private isOver: boolean;
  private report: OrcaLoadReport | undefined;

  constructor(tracker: CallTracker, subchannel: Subchannel, transport: ClientTransport) {
    this.code = "OK";
    this.trailers = NO_TRAILERS;
    this.tracker = tracker;
    this.subchannel = subchannel;
    this.transport = transport;
    this.isOver = false;
    this.report = undefined;
    tracker.onCallStart(subchannel, transport);
  }

  get loadReport(): OrcaLoadReport | undefined {
    this.report ??= loadReportIn(this.trailers);
    return this.report;
  }

  /** The call is over; a second time nothing happens. */
  end(code: CodeName, trailers: readonly string[] = NO_TRAILERS): void {
    if (this.isOver) return;
    this.isOver = true;
    this.code = code;
    this.trailers = trailers;
    this.tracker.onCallEnd(this.subchannel, this, this.transport);
  }
}
