import type { StatusError } from "@tramline/rpc";
import { type Address, formatAddress } from "./address.ts";
import { ConnectivityState } from "./connectivity-state.ts";
import {
  KeptStream,
  type KeptStreamSettings,
  type OpenStream,
  type StreamListener,
} from "./kept-stream.ts";
import { UnreachableError } from "./unreachable-error.ts";

/** Opens the watch of a service's health. */
export type HealthOpener = (service: string, listener: StreamListener<string>) => OpenStream;

/**
 * Whether a subchannel that is connected is to be used: its server's health (gRFC A17) and its ejection
 * as an outlier (gRFC A50).
 */
export class ServingGate {
  private readonly address: Address;
  private readonly open: HealthOpener;
  private readonly settings: KeptStreamSettings;
  private readonly onChange: () => void;
  private service: string | undefined;
  private watch: KeptStream<string> | undefined;
  private isConnected: boolean;
  private health: ConnectivityState;
  private unhealthy: StatusError | undefined;
  private ejection: StatusError | undefined;

  constructor(parts: {
    readonly address: Address;
    readonly open: HealthOpener;
    readonly settings: KeptStreamSettings;
    /** `state` may have changed. */
    readonly onChange: () => void;
  }) {
    this.address = parts.address;
    this.open = parts.open;
    this.settings = parts.settings;
    this.onChange = parts.onChange;
    this.service = undefined;
    this.watch = undefined;
    this.isConnected = false;
    this.health = ConnectivityState.READY;
    this.unhealthy = undefined;
    this.ejection = undefined;
  }

  /** The state to report of a subchannel that is connected: READY, CONNECTING, or TRANSIENT_FAILURE. */
  get state(): ConnectivityState {
    return this.ejection === undefined ? this.health : ConnectivityState.TRANSIENT_FAILURE;
  }

  /** Why `state` is TRANSIENT_FAILURE. */
  get error(): StatusError | undefined {
    return this.ejection ?? this.unhealthy;
  }

  /** Checks the health of this service from now on, "" being the server as a whole; undefined for none. */
  checkHealth(service: string | undefined): void {
    if (service === this.service) return;
    this.service = service;
    this.watch?.stop();
    this.watch = undefined;
    this.begin();
    this.onChange();
  }

  /** Takes the subchannel out of use, with the error of calls that find no other; undefined ends that. */
  eject(error: StatusError | undefined): void {
    this.ejection = error;
    this.onChange();
  }

  /** A first connection is there, or the last one is gone. */
  setConnected(isConnected: boolean): void {
    if (isConnected === this.isConnected) return;
    this.isConnected = isConnected;
    if (isConnected) this.begin();
    else this.watch?.stop();
  }

  /** One of several connections takes no new streams. */
  move(): void {
    this.watch?.move();
  }

  private begin(): void {
    const { service } = this;
    this.unhealthy = undefined;
    if (service === undefined) {
      this.health = ConnectivityState.READY;
      return;
    }
    this.health = ConnectivityState.CONNECTING;
    if (!this.isConnected) return;
    this.watch ??= new KeptStream((listener) => this.open(service, listener), this.settings, {
      onTry: () => this.set(ConnectivityState.CONNECTING),
      onMessage: (status) => {
        if (status === "SERVING") this.set(ConnectivityState.READY);
        else this.fail(`its health check reports ${status}${named(service)}`);
      },
      onFailed: (error) =>
        this.fail(
          `its health check ended with ${error === undefined ? "OK" : `${error.code}: ${error.rawMessage}`}`,
        ),
      // A server without the service counts as healthy.
      onUnimplemented: () => this.set(ConnectivityState.READY),
    });
    this.watch.start();
  }

  private fail(reason: string): void {
    this.set(
      ConnectivityState.TRANSIENT_FAILURE,
      new UnreachableError(formatAddress(this.address), reason),
    );
  }

  private set(health: ConnectivityState, error?: StatusError): void {
    this.health = health;
    this.unhealthy = error;
    this.onChange();
  }
}

function named(service: string): string {
  return service === "" ? "" : ` for ${JSON.stringify(service)}`;
}
