import type { StatusError } from "@tramline/rpc";
import type { ClientTransport } from "../../subchannel/client-transport.ts";
import type { FakeTransport } from "../../subchannel/testdata/fake-connector.ts";
import type { Channel } from "../channel.ts";
import type { PickWaiter } from "../pick-queue.ts";

/** An attempt that opens a stream on what it is given, and remembers what happened. */
export class FakeCall implements PickWaiter {
  readonly path = "/shop.v1.OrderService/GetOrder";
  readonly waitForReady: boolean;
  nextWaiter: PickWaiter | undefined;
  previousWaiter: PickWaiter | undefined;
  waiting = false;
  transport: FakeTransport | undefined;
  error: StatusError | undefined;
  /** Runs at the end of either callback. */
  then: () => void = () => {};

  constructor(waitForReady = false) {
    this.waitForReady = waitForReady;
  }

  onPicked(transport: ClientTransport): void {
    this.transport = transport as FakeTransport;
    this.transport.takeStream();
    this.then();
  }

  onPickFailed(error: StatusError): void {
    this.error = error;
    this.then();
  }

  onQueued(): void {}

  /** The stream ends in order. */
  end(): void {
    this.transport?.endStream();
  }

  /** "waiting", the address of the transport, or the failure's code. */
  get outcome(): string {
    if (this.transport !== undefined) return this.transport.address;
    return this.error?.code ?? (this.waiting ? "waiting" : "lost");
  }
}

/** Starts a call on the channel. */
export function call(channel: Channel, waitForReady = false): FakeCall {
  const started = new FakeCall(waitForReady);
  channel.pick(started);
  return started;
}
