import type {
  Balancer,
  BalancerFactory,
  BalancerHost,
  BalancerRegistry,
  CallEnd,
  Picker,
  PickInfo,
  PickResult,
  Subchannel,
} from "tramline";

/** A load report as both kinds of report bring it. */
export type LoadReport = NonNullable<CallEnd["loadReport"]>;

/** The newest load reports of a channel's backend. */
export interface LoadReports {
  /** Of the call that ended last; undefined if it had none. */
  ofLastCall: LoadReport | undefined;
  /** From the stream of reports beside calls. */
  outOfBand: LoadReport | undefined;
}

const OUT_OF_BAND_INTERVAL_MS = 1_000;

/**
 * The policy that the ORCA cases select by the service config: pick_first, whose load reports can be
 * looked at.
 */
export function testLoadBalancer(reports: LoadReports): BalancerFactory {
  return {
    name: "test_backend_metrics_load_balancer",
    parseConfig: (_json, balancers) => ({ pickFirst: pickFirstOf(balancers), balancers }),
    create: (host) => new TestBalancer(host, reports),
  };
}

interface Config {
  readonly pickFirst: BalancerFactory;
  readonly balancers: BalancerRegistry;
}

function pickFirstOf(balancers: BalancerRegistry): BalancerFactory {
  const found = balancers.get("pick_first");
  if (found === undefined) throw new Error("the channel lacks pick_first");
  return found;
}

class TestBalancer implements Balancer {
  private readonly host: BalancerHost;
  private readonly reports: LoadReports;
  private child: Balancer | undefined;

  constructor(host: BalancerHost, reports: LoadReports) {
    this.host = host;
    this.reports = reports;
  }

  update(...[addresses, config]: Parameters<Balancer["update"]>) {
    const { pickFirst, balancers } = config as Config;
    this.child ??= pickFirst.create(watchedHost(this.host, this.reports));
    return this.child.update(addresses, pickFirst.parseConfig({}, balancers));
  }

  resolverFailed(...[error]: Parameters<Balancer["resolverFailed"]>): void {
    this.child?.resolverFailed(error);
  }

  exitIdle(): void {
    this.child?.exitIdle();
  }

  resetBackoff(): void {
    this.child?.resetBackoff();
  }

  close(): void {
    this.child?.close();
  }
}

/** The channel for the child: what it makes and decides goes on with the reports watched. */
function watchedHost(host: BalancerHost, reports: LoadReports): BalancerHost {
  return {
    target: host.target,
    random: host.random,
    clock: host.clock,
    connectionAttemptDelayMs: host.connectionAttemptDelayMs,
    createSubchannel(address, watcher, options) {
      const subchannel = host.createSubchannel(address, watcher, options);
      subchannel.watchLoad(OUT_OF_BAND_INTERVAL_MS, (report) => {
        reports.outOfBand = report;
      });
      return subchannel;
    },
    updateState: (state, picker) => host.updateState(state, new WatchedPicker(picker, reports)),
    requestResolution: () => host.requestResolution(),
  };
}

class WatchedPicker implements Picker {
  readonly tracker = {
    onCallStart: (): void => {},
    onCallEnd: (_subchannel: Subchannel, end: CallEnd): void => {
      this.reports.ofLastCall = end.loadReport;
    },
  };
  private readonly picker: Picker;
  private readonly reports: LoadReports;

  constructor(picker: Picker, reports: LoadReports) {
    this.picker = picker;
    this.reports = reports;
  }

  pick(info: PickInfo): PickResult {
    return this.picker.pick(info);
  }
}
