import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { CallEnd, CallTracker } from "./call-tracker.ts";
import type { OutlierEndpoint } from "./outlier-endpoint.ts";
import type { Picker, PickInfo, PickResult } from "./picker.ts";

/** Counts how calls end, and passes everything on to the tracker of the policy below. */
export class OutlierTracker implements CallTracker {
  private readonly endpointOf: ReadonlyMap<Subchannel, OutlierEndpoint>;
  private readonly child: CallTracker | undefined;

  constructor(
    endpointOf: ReadonlyMap<Subchannel, OutlierEndpoint>,
    child: CallTracker | undefined,
  ) {
    this.endpointOf = endpointOf;
    this.child = child;
  }

  onCallStart(subchannel: Subchannel, transport: ClientTransport): void {
    this.child?.onCallStart(subchannel, transport);
  }

  onCallEnd(subchannel: Subchannel, end: CallEnd, transport: ClientTransport): void {
    this.endpointOf.get(subchannel)?.count(end.code === "OK");
    this.child?.onCallEnd(subchannel, end, transport);
  }
}

/** The picker of the policy below, with calls counted. */
export class OutlierPicker implements Picker {
  readonly tracker: OutlierTracker;
  private readonly child: Picker;

  constructor(child: Picker, tracker: OutlierTracker) {
    this.tracker = tracker;
    this.child = child;
  }

  pick(info: PickInfo): PickResult {
    return this.child.pick(info);
  }
}
