// Tramline with native gRPC alone.
import { createServer, grpcProtocol } from "tramline";
import { OrderService } from "../../gen/edgebench/v1/orders.ts";
import { announce } from "./serve.ts";

const server = createServer({ protocols: [grpcProtocol], webSocket: false });
server.add(OrderService, { placeOrder: (order) => order });
announce((await server.listen("127.0.0.1:0")).address);
