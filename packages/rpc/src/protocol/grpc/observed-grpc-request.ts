import type {
  ExchangeHandler,
  FieldTemplate,
  ReceivedFields,
  ServedExchange,
} from "../../exchange/exchange.ts";
import { endServerCall, startServerCall } from "../../observe/server-observers.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { ServedMethod } from "../../server/served-method.ts";
import { StatusError } from "../../status/status-error.ts";
import type { ServerProtocol } from "../server-protocol.ts";
import { GrpcRequest, ifGrpc } from "./grpc-request.ts";
import type { GrpcServerCall } from "./grpc-server-call.ts";
import { ObservedGrpcCall } from "./observed-grpc-call.ts";

/** A gRPC request to a server with observers, which may leave single methods alone. */
class ObservedGrpcRequest extends GrpcRequest {
  private readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super(fields);
    this.fields = fields;
  }

  protected override createCall(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
  ): GrpcServerCall {
    const { observer } = served;
    return observer === undefined
      ? super.createCall(host, served, exchange, section)
      : new ObservedGrpcCall(observer, host, served, exchange, { section, head: this });
  }

  /** A rejected call is observed as one that ends as soon as it has begun. */
  protected override respond(
    host: CallHost,
    exchange: ServedExchange,
    problem: StatusError | FieldTemplate,
  ): ExchangeHandler {
    const handler = super.respond(host, exchange, problem);
    if (problem instanceof StatusError) {
      const served = host.methods.find(this.path);
      const observer = served === undefined ? host.settings.refusalObserver : served.observer;
      if (observer === undefined) return handler;
      const { fields, path } = this;
      const { peer } = host;
      const call = startServerCall(observer, { fields, context: undefined, path, peer });
      endServerCall(call, problem);
    }
    return handler;
  }
}

/** gRPC over HTTP/2 on a server with observers. */
export const observedGrpcProtocol: ServerProtocol = {
  name: "grpc",
  recognize: (section) => ifGrpc(new ObservedGrpcRequest(section.fields), section),
};
