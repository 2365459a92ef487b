// grpc.health.v1: reports whether the server, and each of its services,
// can handle calls. https://github.com/grpc/grpc/blob/master/doc/health-checking.md

import type { ServiceType } from "@tramline/protobuf";
import { type ServerContext, StatusError } from "@tramline/rpc";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "tramline/contracts";
import type { ServiceHost } from "../service-host.ts";

/** Whether calls can be handled. */
export type HealthStatus = "SERVING" | "NOT_SERVING" | "UNKNOWN";

/** More services than this are not listed, so that the response to a short question has a bound. */
export const MAX_LISTED_SERVICES = 100;

/** The statuses that a server's health service reports. Made by {@link addHealth}. */
export class ServerHealth {
  private readonly host: ServiceHost;
  private readonly statuses: Map<string, HealthStatus>;
  private readonly wakers: Set<() => void>;
  private down: boolean;

  constructor(host: ServiceHost) {
    this.host = host;
    this.statuses = new Map([["", "SERVING"]]);
    this.wakers = new Set();
    this.down = false;
  }

  /**
   * Sets the status of a service, or of the server as a whole (""), which is also that of services
   * without one of their own. Those who watch receive it. After {@link shutdown} it waits for {@link resume}.
   *
   * @param service its generated object, its full name, or any other name that clients ask for
   */
  setStatus(service: ServiceType | string, status: HealthStatus): void {
    this.statuses.set(typeof service === "string" ? service : service.typeName, status);
    this.wake();
  }

  /** Drops a status that was set; the server as a whole becomes SERVING again. */
  clearStatus(service: ServiceType | string): void {
    const name = typeof service === "string" ? service : service.typeName;
    if (name === "") this.statuses.set(name, "SERVING");
    else this.statuses.delete(name);
    this.wake();
  }

  /** Everything is NOT_SERVING from now on: for the time between the last new call and `server.close`. */
  shutdown(): void {
    this.down = true;
    this.wake();
  }

  /** Ends what {@link shutdown} began. */
  resume(): void {
    this.down = false;
    this.wake();
  }

  /** The status of a service, or of the server as a whole (""); undefined for services it does not know. */
  statusOf(service: string): HealthStatus | undefined {
    const own = this.statuses.get(service);
    const known =
      own ?? (this.isOffered(service) ? (this.statuses.get("") ?? "SERVING") : undefined);
    return known !== undefined && this.down ? "NOT_SERVING" : known;
  }

  /** Every name with a status: what was set, and the services of the server. */
  names(): ReadonlySet<string> {
    return new Set([
      ...this.statuses.keys(),
      ...this.host.services.map(({ typeName }) => typeName),
    ]);
  }

  /** Calls back once, when a status may have changed. Returns how to stop waiting. */
  onceChanged(waker: () => void): () => void {
    this.wakers.add(waker);
    return () => this.wakers.delete(waker);
  }

  /** Calls of Watch that wait for a change. */
  get waiting(): number {
    return this.wakers.size;
  }

  private isOffered(service: string): boolean {
    return this.host.services.some(({ typeName }) => typeName === service);
  }

  private wake(): void {
    const wakers = [...this.wakers];
    this.wakers.clear();
    for (const waker of wakers) waker();
  }
}

/**
 * Adds the health service to a server. The server as a whole and all of its services are SERVING
 * until `setStatus` changes that. Limits on the server's calls do not refuse health checks:
 *
 * ```ts
 * const health = addHealth(server);
 * health.setStatus(OrderService, "NOT_SERVING");
 * ```
 */
export function addHealth(server: ServiceHost): ServerHealth {
  const health = new ServerHealth(server);
  server.add(
    Health,
    {
      check({ service }) {
        const status = health.statusOf(service);
        if (status === undefined) {
          throw new StatusError("NOT_FOUND", `no service ${JSON.stringify(service)} here`);
        }
        return { status: Serving[status] };
      },
      watch: ({ service }, context) => watch(health, service, context),
      list() {
        const names = health.names();
        if (names.size > MAX_LISTED_SERVICES) {
          throw new StatusError(
            "RESOURCE_EXHAUSTED",
            `${names.size} services are more than the ${MAX_LISTED_SERVICES} that are listed`,
          );
        }
        return {
          statuses: new Map(
            [...names].map((name) => [
              name,
              { status: Serving[health.statusOf(name) ?? "UNKNOWN"] },
            ]),
          ),
        };
      },
    },
    { limited: false },
  );
  return health;
}

/** Yields the status now and each time it becomes another, until the caller leaves. */
async function* watch(health: ServerHealth, service: string, context: ServerContext) {
  let sent: Serving | undefined;
  while (!context.cancelled) {
    const known = health.statusOf(service);
    const status = known === undefined ? Serving.SERVICE_UNKNOWN : Serving[known];
    if (status === sent) {
      await changed(health, context.signal);
    } else {
      sent = status;
      yield { status };
    }
  }
}

/** Resolves when a status may have changed, or the call has ended. */
function changed(health: ServerHealth, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stopWaiting();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stopWaiting = health.onceChanged(done);
    if (signal.aborted) done();
    else signal.addEventListener("abort", done);
  });
}
