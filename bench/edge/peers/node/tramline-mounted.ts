// Tramline with everything that a port can have: gRPC, gRPC-Web, Connect, REST, CORS, and WebSockets.
import { restProtocol } from "@tramline/gateway";
import { connectProtocol, createServer, grpcProtocol, grpcWebProtocol } from "tramline";
import { OrderService } from "../../gen/edgebench/v1/orders.ts";
import { announce } from "./serve.ts";

const rest = restProtocol({ services: [OrderService] });
const server = createServer({
  protocols: [grpcProtocol, grpcWebProtocol, rest, connectProtocol],
  cors: { origins: ["http://shop.test"] },
  webSocket: true,
});
server.add(OrderService, { placeOrder: (order) => order });
announce((await server.listen("127.0.0.1:0")).address);
