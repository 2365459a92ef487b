import type { StatusError } from "@tramline/rpc";
import { OrcaLoadReport } from "../../gen/xds/data/orca/v3/orca_load_report.ts";
import { formatAddress } from "../address.ts";
import type { OpenStream, StreamListener } from "../kept-stream.ts";
import type { StreamOpener } from "../stream-opener.ts";
import type { Subchannel } from "../subchannel.ts";

/** A stream that was opened, for the test to speak on. */
export class FakeStream<O> implements OpenStream {
  /** The address, and what was asked for: the service, or the interval. */
  readonly asked: string;
  readonly listener: StreamListener<O>;
  isOpen = true;

  constructor(asked: string, listener: StreamListener<O>) {
    this.asked = asked;
    this.listener = listener;
  }

  say(message: O): void {
    this.listener.onMessage(message);
  }

  end(error?: StatusError): void {
    this.isOpen = false;
    this.listener.onEnd(error);
  }

  cancel(): void {
    this.isOpen = false;
  }
}

/** Notes the streams that are opened. */
export class FakeStreams implements StreamOpener<Subchannel> {
  readonly health: FakeStream<string>[] = [];
  readonly load: FakeStream<OrcaLoadReport>[] = [];

  openHealth(
    { address }: Subchannel,
    service: string,
    listener: StreamListener<string>,
  ): OpenStream {
    const stream = new FakeStream(`${formatAddress(address)} ${service}`, listener);
    this.health.push(stream);
    return stream;
  }

  openLoad(
    { address }: Subchannel,
    intervalMs: number,
    listener: StreamListener<OrcaLoadReport>,
  ): OpenStream {
    const stream = new FakeStream(`${formatAddress(address)} ${intervalMs}`, listener);
    this.load.push(stream);
    return stream;
  }

  /** What was asked for by the streams that are open. */
  get open(): string[] {
    return [...this.health, ...this.load].filter(({ isOpen }) => isOpen).map(({ asked }) => asked);
  }
}

/** A report of a backend's load. */
export function loadReport(fields: Partial<OrcaLoadReport>): OrcaLoadReport {
  return { ...OrcaLoadReport.create(), ...fields };
}
