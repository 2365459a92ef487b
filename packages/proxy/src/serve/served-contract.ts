// A contract in force: the methods that the proxy serves by it, and the protocols that serve them.
import { type RestOptions, restProtocol } from "@tramline/gateway";
import { createRegistry, type ServiceDescriptor, type ServiceType } from "@tramline/protobuf";
import {
  type CallHost,
  type Codec,
  interceptorWay,
  MethodTable,
  observeServerMethod,
  ServedMethod,
  type ServerProtocol,
  UnknownMethods,
} from "@tramline/rpc";
import { file_google_rpc_error_details, file_google_rpc_status } from "@tramline/rpc/google/rpc";
import type { ProxyContract } from "../contract/proxy-contract.ts";
import { forwardingHandlers, forwardUnknown } from "../forward/forward-calls.ts";
import { jsonTranslation } from "../forward/json-translation.ts";
import { passedServices } from "../forward/passed-service.ts";
import { ContractHost } from "./contract-host.ts";
import type { ForwardSettings } from "./forward-settings.ts";
import type { OwnServices } from "./own-services.ts";

/** How REST is served: the options of `restProtocol` but for what the contract says. */
export type ProxyRestOptions = Omit<RestOptions, "services" | "registry">;

/** The contract that requests are served by, until the next one. */
export class ServedContract {
  /** The services of the upstream that are served with translation. */
  readonly services: readonly ServiceDescriptor[];
  /** The same as the proxy calls and serves them. */
  readonly types: readonly ServiceType[];
  /** REST for them; undefined if there is nothing to serve. */
  readonly rest: ServerProtocol | undefined;
  private readonly methods: MethodTable;
  private readonly json: Codec;
  private readonly hosts: WeakMap<CallHost, ContractHost>;

  /**
   * @param contract undefined while none is known: only bytes pass
   * @throws GatewayError for an invalid HTTP rule
   */
  constructor(
    contract: ProxyContract | undefined,
    settings: ForwardSettings,
    own: OwnServices,
    rest: ProxyRestOptions | undefined,
  ) {
    const services = (contract?.services ?? []).filter(({ typeName }) => !own.has(typeName));
    const registry = createRegistry(
      ...(contract === undefined ? [] : [contract.registry]),
      ...services,
      file_google_rpc_status,
      file_google_rpc_error_details,
    );
    this.services = services;
    this.json = jsonTranslation(registry);
    this.hosts = new WeakMap();
    this.types = passedServices(services, settings.translations);
    this.methods = methodsOf(this.types, settings, contract !== undefined);
    own.addTo(this.methods);
    const offered = services.filter(({ typeName }) => !isOperational(typeName));
    this.rest =
      rest === undefined || offered.length === 0
        ? undefined
        : restProtocol({ ...rest, services: offered, registry });
  }

  /** Whether the contract has a method. */
  has(path: string): boolean {
    return this.methods.find(path) !== undefined;
  }

  /** Returns the surroundings of calls on a connection of the server. */
  hostOf(connection: CallHost): ContractHost {
    let host = this.hosts.get(connection);
    if (host === undefined) {
      host = new ContractHost(connection, this.methods, this.json);
      this.hosts.set(connection, host);
    }
    return host;
  }
}

/** Whether a service is for tools, which call it by gRPC, and not a part of the API. */
function isOperational(typeName: string): boolean {
  return /^grpc\.(?:reflection|health|channelz|lb)\./.test(typeName);
}

function methodsOf(
  services: readonly ServiceType[],
  { channel, maxSendBytes, observers, interceptors }: ForwardSettings,
  isKnown: boolean,
): MethodTable {
  const methods = new MethodTable();
  const way = interceptorWay(interceptors);
  for (const service of services) {
    const handlers = forwardingHandlers(service, channel);
    const served = Object.entries(service.methods).map(
      ([localName, method]) =>
        new ServedMethod({
          method,
          handler: handlers.get(localName),
          compression: undefined,
          interceptorWay: way,
          maxSendBytes,
          observer: observeServerMethod(observers, method),
          isUnknown: false,
          isLimited: true,
        }),
    );
    methods.add(service, served);
  }
  const state = isKnown
    ? "the contract of the upstream does not have it"
    : "the proxy does not know the contract of the upstream, which has no reflection or cannot be reached";
  methods.unknown = new UnknownMethods(
    forwardUnknown(channel, () => state) as never,
    maxSendBytes,
    observeServerMethod(observers, undefined),
    interceptors,
  );
  return methods;
}
