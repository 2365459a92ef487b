import type { SubchannelInspection } from "../inspect/inspection.ts";
import { ConnectivityState } from "../subchannel/connectivity-state.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";

/** The subchannels of a channel that are not shut down, for inspection. */
export class LiveSubchannels {
  private all: Subchannel[];

  constructor() {
    this.all = [];
  }

  add(subchannel: Subchannel): void {
    // Nobody says when one is shut down: they go when others come.
    this.all = this.all.filter(isLive);
    this.all.push(subchannel);
  }

  inspect(): SubchannelInspection[] {
    return this.all.filter(isLive).map((one) => one.inspect());
  }
}

function isLive({ state }: Subchannel): boolean {
  return state !== ConnectivityState.SHUTDOWN;
}
