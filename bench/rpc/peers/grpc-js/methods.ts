import type { MethodDefinition } from "@grpc/grpc-js";
import { tramline } from "./gen/bench.js";

const { CountRequest, EchoMessage, Order, Payload, Tick } = tramline.bench.v1;
export type EchoMessage = tramline.bench.v1.IEchoMessage;
export type Order = tramline.bench.v1.IOrder;
export type CountRequest = tramline.bench.v1.ICountRequest;
export type Tick = tramline.bench.v1.ITick;
export type Payload = tramline.bench.v1.IPayload;

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** A method as grpc-tools' generator would write it, on the static codec of protobufjs. */
function method<I, O>(
  name: string,
  input: Codec<I>,
  output: Codec<O>,
  requestStream: boolean,
  responseStream: boolean,
): MethodDefinition<I, O> {
  return {
    path: `/tramline.bench.v1.Bench/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (message) => input.encode(message).finish() as Buffer,
    requestDeserialize: (bytes) => input.decode(bytes),
    responseSerialize: (message) => output.encode(message).finish() as Buffer,
    responseDeserialize: (bytes) => output.decode(bytes),
  };
}

export const methods = {
  echo: method<EchoMessage, EchoMessage>("Echo", EchoMessage, EchoMessage, false, false),
  placeOrder: method<Order, Order>("PlaceOrder", Order, Order, false, false),
  count: method<CountRequest, Tick>("Count", CountRequest, Tick, false, true),
  pingPong: method<Tick, Tick>("PingPong", Tick, Tick, true, true),
  transfer: method<Payload, Payload>("Transfer", Payload, Payload, false, false),
};
