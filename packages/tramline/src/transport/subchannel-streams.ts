import type { AnyMethodType } from "@tramline/protobuf";
import type { CallCredentials } from "@tramline/rpc";
import {
  type AttemptStarter,
  bindClient,
  type CallChannel,
  CompressionRegistry,
  protobufCodec,
  StatusError,
} from "@tramline/rpc";
import type { CallTracker } from "../balancer/call-tracker.ts";
import type { StreamSettings } from "../channel/channel-options.ts";
import { ChannelRetries } from "../channel/channel-retries.ts";
import type { PickWaiter } from "../channel/pick-queue.ts";
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from "../gen/grpc/health/v1/health.ts";
import { OpenRcaService } from "../gen/xds/service/orca/v3/orca.ts";
import { DEFAULT_MAX_RECEIVE_BYTES } from "../message-defaults.ts";
import { EMPTY_SERVICE_CONFIG, type ServiceConfig } from "../service-config/service-config.ts";
import { formatAddress } from "../subchannel/address.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { OpenStream, StreamListener } from "../subchannel/kept-stream.ts";
import type { StreamOpener } from "../subchannel/stream-opener.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import { VERSION } from "../version.ts";
import type { RoutedChannel } from "./attempt-route.ts";
import { MethodRoute, type RouteSettings } from "./method-route.ts";

const ROUTE: RouteSettings = {
  userAgent: `grpc-typescript-tramline/${VERSION}`,
  maxReceiveBytes: DEFAULT_MAX_RECEIVE_BYTES,
  maxSendBytes: Number.MAX_SAFE_INTEGER,
  compression: undefined,
  compressionThresholdBytes: 0,
  compressors: /*@__PURE__*/ new CompressionRegistry([]),
  codec: protobufCodec,
  // Without a policy nothing is kept, and nothing waits.
  retries: /*@__PURE__*/ new ChannelRetries(
    { maxAttempts: 1, bufferBytesPerCall: 0, bufferBytes: 0 },
    Math.random,
  ),
};

/** Keeps the streams from counting as use of their connection. */
const BACKGROUND: CallTracker = {
  onCallStart: (_, transport) => transport.countBackground?.(1),
  onCallEnd: (_subchannel, _end, transport) => transport.countBackground?.(-1),
};

/** One subchannel as the way of calls: nothing waits, and no other one is tried. */
class SubchannelChannel implements CallChannel, RoutedChannel {
  readonly interceptors: readonly [];
  readonly secure: boolean;
  readonly isConfidential: boolean;
  readonly authority: string;
  readonly callCredentials: CallCredentials | undefined;
  readonly serviceConfig: ServiceConfig;
  readonly isAtStreamLimit: boolean;
  private readonly subchannel: Subchannel;

  constructor(subchannel: Subchannel, settings: StreamSettings) {
    this.interceptors = [];
    this.secure = settings.secure;
    this.isConfidential = settings.secure;
    this.authority = settings.authority;
    this.callCredentials = settings.callCredentials;
    this.serviceConfig = EMPTY_SERVICE_CONFIG;
    this.isAtStreamLimit = false;
    this.subchannel = subchannel;
  }

  bind(method: AnyMethodType): AttemptStarter<unknown, unknown> {
    return new MethodRoute<unknown, unknown>(this, method, ROUTE);
  }

  pick(waiter: PickWaiter): void {
    const transport: ClientTransport | undefined = this.subchannel.findRoom();
    if (transport !== undefined) waiter.onPicked(transport, this.subchannel, BACKGROUND);
    else {
      const place = formatAddress(this.subchannel.address);
      waiter.onPickFailed(new UnreachableError(place, "its connection takes no stream now"), false);
    }
  }

  abandon(): void {}

  describeWait(): string {
    return "waiting for a connection";
  }
}

/** The streams of health and load that the channel with these settings reads for itself. */
export function createSubchannelStreams(settings: StreamSettings): StreamOpener<Subchannel> {
  const missing = new Set<string>();
  const warn = (service: string, consequence: string): void => {
    if (missing.has(service)) return;
    missing.add(service);
    process.emitWarning(
      `a server of ${settings.target} does not implement ${service}: ${consequence}`,
      { code: "TRAMLINE_SERVICE_MISSING" },
    );
  };
  return {
    openHealth(subchannel, service, listener) {
      const client = bindClient(Health, new SubchannelChannel(subchannel, settings));
      const call = client.watch({ service });
      return read(call, listener, {
        map: ({ status }) => statusName(status),
        onMissing: () => warn(Health.typeName, "it counts as healthy"),
      });
    },
    openLoad(subchannel, intervalMs, listener) {
      const client = bindClient(OpenRcaService, new SubchannelChannel(subchannel, settings));
      const call = client.streamCoreMetrics({ reportInterval: duration(intervalMs) });
      return read(call, listener, {
        map: (report) => report,
        onMissing: () => warn(OpenRcaService.typeName, "it reports no load"),
      });
    },
  };
}

function read<M, O>(
  call: AsyncIterable<M> & { cancel(): void },
  listener: StreamListener<O>,
  parts: { map(message: M): O; onMissing(): void },
): OpenStream {
  const run = async (): Promise<StatusError | undefined> => {
    try {
      for await (const message of call) listener.onMessage(parts.map(message));
      return undefined;
    } catch (error) {
      return StatusError.from(error);
    }
  };
  void run().then((error) => {
    if (error?.code === "UNIMPLEMENTED") parts.onMissing();
    listener.onEnd(error);
  });
  return { cancel: () => call.cancel() };
}

function statusName(status: number): string {
  return Object.entries(Serving).find(([, number]) => number === status)?.[0] ?? String(status);
}

function duration(ms: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(ms / 1_000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}
