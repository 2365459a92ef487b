// The services that the proxy itself serves, whatever the upstream has: its health.
import type { ServiceType } from "@tramline/protobuf";
import {
  type AnyHandler,
  type MethodTable,
  observeServerMethod,
  ServedMethod,
  type ServerObserver,
  type ServiceImplementation,
} from "@tramline/rpc";
import type { ServiceHost } from "@tramline/services";

/** Services with their handlers, to be added to each contract that comes into force. */
export class OwnServices implements ServiceHost {
  /** The services of the upstream, which health knows by their names as well. */
  upstream: readonly ServiceType[];
  private readonly added: Map<ServiceType, readonly ServedMethod[]>;
  private readonly observers: readonly ServerObserver[];

  constructor(observers: readonly ServerObserver[]) {
    this.upstream = [];
    this.added = new Map();
    this.observers = observers;
  }

  get services(): readonly ServiceType[] {
    return [...this.added.keys(), ...this.upstream];
  }

  add<S extends ServiceType>(service: S, implementation: ServiceImplementation<S>): void {
    const handlers = implementation as Readonly<Record<string, AnyHandler | undefined>>;
    const methods = Object.entries(service.methods).map(
      ([localName, method]) =>
        new ServedMethod({
          method,
          handler: handlers[localName],
          compression: undefined,
          interceptorWay: undefined,
          maxSendBytes: Number.MAX_SAFE_INTEGER,
          observer: observeServerMethod(this.observers, method),
          isUnknown: false,
          isLimited: false,
        }),
    );
    this.added.set(service, methods);
  }

  /** Whether the proxy serves a service itself. */
  has(typeName: string): boolean {
    return [...this.added.keys()].some((service) => service.typeName === typeName);
  }

  /** Adds them to the methods of a contract. */
  addTo(methods: MethodTable): void {
    for (const [service, served] of this.added) methods.add(service, served);
  }
}
