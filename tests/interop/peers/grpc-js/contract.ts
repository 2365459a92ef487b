import { fileURLToPath } from "node:url";
import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { MessageInit } from "@tramline/protobuf";
import type {
  SimpleRequest,
  SimpleResponse,
  StreamingInputCallRequest,
  StreamingInputCallResponse,
  StreamingOutputCallRequest,
  StreamingOutputCallResponse,
} from "../../gen/grpc/testing/messages.ts";

/** A method whose messages go in as `I` and come out decoded as `O`. */
type Method<I, O> = MethodDefinition<MessageInit<I>, O>;
type Nothing = Record<never, never>;

/** The methods that are called, as @grpc/proto-loader's own codec sees them. */
export interface TestMethods {
  readonly EmptyCall: Method<Nothing, Nothing>;
  readonly UnaryCall: Method<SimpleRequest, SimpleResponse>;
  readonly StreamingOutputCall: Method<StreamingOutputCallRequest, StreamingOutputCallResponse>;
  readonly StreamingInputCall: Method<StreamingInputCallRequest, StreamingInputCallResponse>;
  readonly FullDuplexCall: Method<StreamingOutputCallRequest, StreamingOutputCallResponse>;
  readonly UnimplementedCall: Method<Nothing, Nothing>;
}

const contracts = loadSync("grpc/testing/test.proto", {
  includeDirs: [fileURLToPath(new URL("../../proto", import.meta.url))],
  defaults: true,
});

/** The service for a server. */
export const testServiceDefinition = contracts["grpc.testing.TestService"] as ServiceDefinition;

/** Its methods for a client. */
export const testMethods = testServiceDefinition as unknown as TestMethods;

/** The method of a service that no server has. */
export const unimplementedService = contracts["grpc.testing.UnimplementedService"] as unknown as {
  readonly UnimplementedCall: Method<Nothing, Nothing>;
};

/** 16 MiB, for very_large_request. */
export const maxReceiveBytes = 16 * 1024 * 1024;
