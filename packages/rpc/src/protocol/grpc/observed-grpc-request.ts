import type {
  ExchangeHandler,
  FieldTemplate,
  ReceivedFields,
  ServedExchange,
} from "../../exchange/exchange.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { ServedMethod } from "../../server/served-method.ts";
import { StatusError } from "../../status/status-error.ts";
import type { ExchangeCall } from "../exchange-call.ts";
import type { FramedHead } from "../framed-call.ts";
import { observeRefusal } from "../observe-refusal.ts";
import { observed } from "../observed-call.ts";
import type { ServerProtocol } from "../server-protocol.ts";
import { GrpcRequest, ifGrpc } from "./grpc-request.ts";
import { GrpcServerCall } from "./grpc-server-call.ts";

/** A call of a method with observers. */
const ObservedGrpcCall = /*@__PURE__*/ observed<FramedHead>(GrpcServerCall);

/** A gRPC request to a server with observers, which may leave single methods alone. */
export class ObservedGrpcRequest extends GrpcRequest {
  private readonly fields: readonly string[];

  constructor(fields: readonly string[], contentName?: string) {
    super(fields, contentName);
    this.fields = fields;
  }

  protected override createCall(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
  ): ExchangeCall {
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
      observeRefusal(host, this.path, this.fields, problem);
    }
    return handler;
  }
}

/** gRPC over HTTP/2 on a server with observers. */
export const observedGrpcProtocol: ServerProtocol = {
  name: "gRPC",
  needsTrailers: true,
  recognize: (section) => ifGrpc(new ObservedGrpcRequest(section.fields), section),
};
