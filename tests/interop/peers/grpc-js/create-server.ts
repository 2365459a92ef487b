import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from "@grpc/grpc-js";
import type { MessageInit } from "@tramline/protobuf";
import type {
  SimpleRequest,
  SimpleResponse,
  StreamingInputCallRequest,
  StreamingInputCallResponse,
  StreamingOutputCallRequest,
  StreamingOutputCallResponse,
} from "../../gen/grpc/testing/messages.ts";
import { maxReceiveBytes, testServiceDefinition } from "./contract.ts";

const initialName = "x-grpc-test-echo-initial";
const trailingName = "x-grpc-test-echo-trailing-bin";

type Response = MessageInit<StreamingOutputCallResponse>;

interface Writer {
  write(response: Response): boolean;
}

/** The metadata to echo: ahead of the answer, and after it. */
function echo(received: Metadata): { headers: Metadata | undefined; trailers: Metadata } {
  const trailers = new Metadata();
  for (const value of received.get(trailingName)) trailers.add(trailingName, value);
  const initial = received.get(initialName);
  if (initial.length === 0) return { headers: undefined, trailers };
  const headers = new Metadata();
  for (const value of initial) headers.add(initialName, value);
  return { headers, trailers };
}

async function writeResponses(request: StreamingOutputCallRequest, call: Writer): Promise<void> {
  for (const { size, intervalUs } of request.responseParameters) {
    if (intervalUs > 0) await sleep(intervalUs / 1000);
    call.write({ payload: { body: Buffer.alloc(size) } });
  }
}

function createHandlers() {
  const serverId = randomUUID();
  return {
    EmptyCall(_call: unknown, answer: sendUnaryData<Record<never, never>>) {
      answer(null, {});
    },

    UnaryCall(
      call: ServerUnaryCall<SimpleRequest, MessageInit<SimpleResponse>>,
      answer: sendUnaryData<MessageInit<SimpleResponse>>,
    ) {
      const { headers, trailers } = echo(call.metadata);
      if (headers !== undefined) call.sendMetadata(headers);
      const { responseStatus, responseSize, fillServerId } = call.request;
      if (responseStatus != null && responseStatus.code !== 0) {
        answer({ code: responseStatus.code, details: responseStatus.message, metadata: trailers });
        return;
      }
      const response = {
        payload: { body: Buffer.alloc(responseSize) },
        serverId: fillServerId ? serverId : "",
      };
      answer(null, response, trailers);
    },

    async StreamingOutputCall(call: ServerWritableStream<StreamingOutputCallRequest, Response>) {
      await writeResponses(call.request, call);
      call.end();
    },

    StreamingInputCall(
      call: ServerReadableStream<
        StreamingInputCallRequest,
        MessageInit<StreamingInputCallResponse>
      >,
      answer: sendUnaryData<MessageInit<StreamingInputCallResponse>>,
    ) {
      let aggregatedPayloadSize = 0;
      call.on("data", (request: StreamingInputCallRequest) => {
        aggregatedPayloadSize += request.payload?.body.length ?? 0;
      });
      call.on("end", () => answer(null, { aggregatedPayloadSize }));
      call.on("error", () => {});
    },

    FullDuplexCall(call: ServerDuplexStream<StreamingOutputCallRequest, Response>) {
      const { headers, trailers } = echo(call.metadata);
      if (headers !== undefined) call.sendMetadata(headers);
      let written = Promise.resolve();
      call.on("data", (request: StreamingOutputCallRequest) => {
        const { responseStatus } = request;
        if (responseStatus != null && responseStatus.code !== 0) {
          const { code, message: details } = responseStatus;
          call.emit("error", { code, details, metadata: trailers });
          return;
        }
        written = written.then(() => writeResponses(request, call));
      });
      call.on("end", () => void written.then(() => call.end(trailers)));
      call.on("error", () => {});
    },

    HalfDuplexCall(call: ServerDuplexStream<StreamingOutputCallRequest, Response>) {
      const requests: StreamingOutputCallRequest[] = [];
      call.on("data", (request: StreamingOutputCallRequest) => requests.push(request));
      call.on("end", () => {
        let written = Promise.resolve();
        for (const request of requests) {
          written = written.then(() => writeResponses(request, call));
        }
        void written.then(() => call.end());
      });
      call.on("error", () => {});
    },
  };
}

/** An interop server of @grpc/grpc-js that listens. */
export interface GrpcJsServer {
  readonly port: number;
  close(): void;
}

/** Starts an interop server of @grpc/grpc-js. */
export function startGrpcJsServer(
  port: number,
  tls: { readonly cert: string; readonly key: string } | undefined,
): Promise<GrpcJsServer> {
  const server = new Server({ "grpc.max_receive_message_length": maxReceiveBytes });
  server.addService(testServiceDefinition, createHandlers());
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) },
        ]);
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
      if (error !== null) reject(error);
      else resolve({ port: bound, close: () => server.forceShutdown() });
    });
  });
}
