import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  status,
} from "@grpc/grpc-js";
import { CONSTANT_METADATA, TICK_TEXT } from "../node/sample-data.ts";
import { serverMain } from "../node/server-main.ts";
import {
  type CountRequest,
  type EchoMessage,
  methods,
  type Order,
  type Payload,
  type Tick,
} from "./methods.ts";
import { options } from "./options.ts";

const echo: handleUnaryCall<EchoMessage, EchoMessage> = (call, answer) => {
  answer(null, { text: call.request.text ?? "", number: call.request.number ?? 0 });
};
/** Looks at what a handler that works for its caller needs. */
const echoWithContext: handleUnaryCall<EchoMessage, EchoMessage> = (call, answer) => {
  const [tenant] = call.metadata.get("x-tenant");
  if (tenant !== CONSTANT_METADATA["x-tenant"]) {
    answer({ code: status.PERMISSION_DENIED, details: "a wrong tenant" });
  } else if (!call.cancelled) {
    echo(call, answer);
  }
};

const passThrough: ServerInterceptor = (_method, call) => new ServerInterceptingCall(call);
const placeOrder: handleUnaryCall<Order, Order> = (call, answer) => answer(null, call.request);
const transfer: handleUnaryCall<Payload, Payload> = (call, answer) => answer(null, call.request);

const count: handleServerStreamingCall<CountRequest, Tick> = (call) => {
  const messages = call.request.count ?? 0;
  let sequence = 0;
  const send = () => {
    while (sequence < messages) {
      if (!call.write({ sequence: sequence++, text: TICK_TEXT })) {
        call.once("drain", send);
        return;
      }
    }
    call.end();
  };
  send();
};

const pingPong: handleBidiStreamingCall<Tick, Tick> = (call) => {
  call.on("data", (tick: Tick) => call.write(tick));
  call.on("end", () => call.end());
};

await serverMain(
  (identity, variant) => {
    const server = new Server({
      ...options,
      ...(variant === "intercepted" ? { interceptors: [passThrough] } : {}),
    });
    server.addService(methods, {
      echo: variant === "context" ? echoWithContext : echo,
      placeOrder,
      count,
      pingPong,
      transfer,
    });
    const credentials =
      identity === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [
            { cert_chain: Buffer.from(identity.cert), private_key: Buffer.from(identity.key) },
          ]);
    return new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  },
  ["intercepted", "context"],
);
