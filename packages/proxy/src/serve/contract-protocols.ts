// The protocols of the proxy's server: those of the contract in force, which may change between two requests of
// one connection.
import {
  type CallHost,
  connectProtocol,
  type ExchangeHandler,
  grpcProtocol,
  grpcWebProtocol,
  observedGrpcProtocol,
  type ReceivedFields,
  type RecognizedRequest,
  recognizeRequest,
  type ServedExchange,
  type ServerProtocol,
} from "@tramline/rpc";
import { ForwardedFields } from "../forward/forwarded-fields.ts";
import type { RequestLog } from "../observe/request-log.ts";
import type { ServedContract } from "./served-contract.ts";

/** The contract in force, and the log of requests. */
export interface ContractInForce {
  current: ServedContract;
  /** Undefined: requests are not logged. */
  readonly log: RequestLog | undefined;
  /** Protocols that serve the proxy's own pages, before all others. */
  readonly pages: readonly ServerProtocol[];
  /** How many proxies in front of this one are trusted. */
  readonly trustedHops: number;
}

/** The methods of HTTP that rules may name (google/api/http.proto), whatever the contract has at the moment. */
const REST_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"];

/** A request by the contract in force when it was recognized. */
class ContractRequest implements RecognizedRequest {
  private readonly protocol: ContractProtocol;
  private contract: ServedContract;
  private request: RecognizedRequest;
  private readonly fields: ForwardedFields;

  constructor(
    protocol: ContractProtocol,
    contract: ServedContract,
    request: RecognizedRequest,
    fields: ForwardedFields,
  ) {
    this.protocol = protocol;
    this.contract = contract;
    this.request = request;
    this.fields = fields;
  }

  serve(
    host: CallHost,
    exchange: ServedExchange,
    _section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    const { fields, protocol } = this;
    const { current, log } = protocol.proxy;
    if (current !== this.contract) {
      this.contract = current;
      this.request = recognizeRequest(protocolsOf(protocol.proxy, current), fields);
    }
    fields.begin(host);
    const inner = current.hostOf(host);
    if (log === undefined) return this.request.serve(inner, exchange, fields, endStream);
    return log.note(protocol.name, exchange, fields, (noted) =>
      this.request.serve(inner, noted, fields, endStream),
    );
  }
}

/** One protocol of the contracts in force, one after another. */
class ContractProtocol implements ServerProtocol {
  readonly name: string;
  readonly crossOrigin: ServerProtocol["crossOrigin"];
  readonly needsTrailers: boolean;
  readonly proxy: ContractInForce;
  private readonly of: (contract: ServedContract) => ServerProtocol | undefined;

  constructor(
    proxy: ContractInForce,
    like: Pick<ServerProtocol, "name" | "crossOrigin" | "needsTrailers">,
    of: (contract: ServedContract) => ServerProtocol | undefined,
  ) {
    this.name = like.name;
    this.crossOrigin = like.crossOrigin;
    this.needsTrailers = like.needsTrailers === true;
    this.proxy = proxy;
    this.of = of;
  }

  ownsPath(path: string): boolean {
    return this.of(this.proxy.current)?.ownsPath?.(path) === true;
  }

  recognize(section: ReceivedFields): RecognizedRequest | undefined {
    const { current, trustedHops } = this.proxy;
    const fields = new ForwardedFields(section, trustedHops);
    const request = this.of(current)?.recognize(fields);
    return request && new ContractRequest(this, current, request, fields);
  }
}

/** gRPC as the proxy serves it: its calls are observed where there is a log. */
function grpcOf({ log }: ContractInForce): ServerProtocol {
  return log === undefined ? grpcProtocol : observedGrpcProtocol;
}

/** The protocols of a contract, in the order in which they are tried. */
function protocolsOf(proxy: ContractInForce, { rest }: ServedContract): readonly ServerProtocol[] {
  const others = [grpcWebProtocol, ...(rest === undefined ? [] : [rest]), connectProtocol];
  return [...proxy.pages, grpcOf(proxy), ...others];
}

/**
 * Returns the protocols for the server of a proxy.
 *
 * @param hasRest whether REST is served, once a contract is known
 */
export function contractProtocols(proxy: ContractInForce, hasRest: boolean): ServerProtocol[] {
  const grpc = grpcOf(proxy);
  const crossOrigin = {
    methods: REST_METHODS,
    requestHeaders: ["content-type", "content-encoding", "grpc-timeout"],
    responseHeaders: [],
  };
  const rest = new ContractProtocol(proxy, { name: "REST", crossOrigin }, ({ rest }) => rest);
  const unmatched = new ContractProtocol(proxy, { name: "HTTP" }, (contract) => ({
    name: "HTTP",
    recognize: (section) => recognizeRequest(protocolsOf(proxy, contract), section),
  }));
  return [
    ...proxy.pages,
    new ContractProtocol(proxy, grpc, () => grpc),
    new ContractProtocol(proxy, grpcWebProtocol, () => grpcWebProtocol),
    ...(hasRest ? [rest] : []),
    new ContractProtocol(proxy, connectProtocol, () => connectProtocol),
    unmatched,
  ];
}
