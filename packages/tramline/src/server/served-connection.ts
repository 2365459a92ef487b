import type { LimitEvent } from "@tramline/http2";
import {
  type AdmissionProblem,
  type AuthInfo,
  type CallHost,
  type CallSettings,
  type MethodTable,
  type Refusal,
  type ServedMethod,
  type ServerProtocol,
  StatusError,
  withoutStack,
} from "@tramline/rpc";
import type { HandlerAccount, HandlerRecord } from "./abandoned-handlers.ts";
import type { ConnectionSettings } from "./connection-settings.ts";
import type { ErrorPlace } from "./server-options.ts";

/** The part of a server that its connections need. */
export interface ConnectionHost {
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  readonly connectionSettings: ConnectionSettings;
  /** How calls come, in the order in which they are tried. */
  readonly protocols: readonly ServerProtocol[];
  /** The protocols for exchanges without trailers. */
  readonly http1Protocols: readonly ServerProtocol[];
  onConnectionEnd(connection: ServedConnection): void;
  onError(error: Error, place: ErrorPlace): void;
  /** Whether somebody listens to limit events: the peer's address costs something to make. */
  readonly hearsLimits: boolean;
  onLimit(event: LimitEvent, peer: string): void;
}

/** One client's connection, whatever carries it: the surroundings of the calls on it. */
export abstract class ServedConnection implements CallHost {
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  protected readonly host: ConnectionHost;
  private readonly handlers: HandlerRecord;
  /** Whether the client has made a call on it. */
  hadCall: boolean;
  /** Calls that have ended with another status than OK. */
  failedCalls: number;

  /** @param account of its remote address; left out: one of its own */
  constructor(host: ConnectionHost, account: HandlerAccount = { abandonedHandlers: 0 }) {
    this.settings = host.settings;
    this.methods = host.methods;
    this.host = host;
    this.handlers = { account, abandoned: 0, isProven: false };
    this.hadCall = false;
    this.failedCalls = 0;
  }

  abstract get peer(): string;
  abstract get authInfo(): AuthInfo | undefined;
  abstract get lastReceiveMs(): number;
  /** How long the bytes that are being received have waited for a turn of the event loop, in milliseconds. */
  abstract get inputWaitMs(): number;
  /** Exchanges open now. */
  abstract get openStreams(): number;
  /** Settles when nothing of it is left; never rejects. */
  abstract get closed(): Promise<void>;
  /** No new calls; closes when the last one is done. */
  abstract drain(): void;
  /** Ends at once, as far as the client lets it. */
  abstract close(): void;
  /** Ends at once. */
  abstract destroy(): void;

  admit(served: ServedMethod): Refusal | undefined {
    this.hadCall = true;
    const { abandoned } = this.host.connectionSettings;
    const { admission } = this.settings;
    if (abandoned.permits(this.handlers, this.openStreams)) {
      if (admission === undefined || !served.isLimited) return undefined;
      const problem = admission.enter(this.lastReceiveMs, this.inputWaitMs);
      return problem && this.refuseCall(problem);
    }
    const detail = `${abandoned.running} handlers run on although their calls have ended`;
    this.onLimit({ limit: "maxAbandonedHandlers", action: "refused-call", detail });
    return "unprocessed";
  }

  private refuseCall({ limit, detail, retryAfterMs }: AdmissionProblem): Refusal {
    this.onLimit({ limit, action: "refused-call", detail });
    const text = `the server rejects further calls (${limit}): ${detail}`;
    const metadata =
      retryAfterMs === undefined ? undefined : { "grpc-retry-pushback-ms": String(retryAfterMs) };
    // What is too much for the process may be served by another one; what is beyond a limit was not to be served.
    const code = limit === "shedLoad.maxDelayMs" ? "UNAVAILABLE" : "RESOURCE_EXHAUSTED";
    return withoutStack(() => new StatusError(code, text, { metadata }));
  }

  onOrphanedHandler(change: 1 | -1): void {
    this.settings.admission?.change(change);
    this.host.connectionSettings.abandoned.change(this.handlers, change);
  }

  onCallEnded(): void {
    this.handlers.isProven = true;
  }

  onCallFailed(): void {
    this.failedCalls += 1;
  }

  onMessageTooLarge(detail: string): void {
    this.onLimit({ limit: "maxReceiveBytes", action: "refused-call", detail });
  }

  /** Exchanges open now, by the name that counts have for it. */
  get activeStreams(): number {
    return this.openStreams;
  }

  onHandlerError(thrown: unknown, method: string): void {
    this.host.onError(asError(thrown), { method, peer: this.peer });
  }

  onLimit(event: LimitEvent): void {
    if (!this.host.hearsLimits) return;
    this.host.onLimit(event, this.peer);
  }
}

/** Returns what was thrown, where it is an Error; else an Error that says so. */
function asError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error) return thrown;
  } catch {
    // A proxy that throws.
  }
  return new Error(StatusError.from(thrown).rawMessage, { cause: thrown });
}
