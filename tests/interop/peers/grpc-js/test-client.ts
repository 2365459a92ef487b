import {
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientWritableStream,
  credentials,
  Metadata,
  type MethodDefinition,
} from "@grpc/grpc-js";
import type { MessageInit } from "@tramline/protobuf";
import type {
  StreamingInputCallRequest,
  StreamingInputCallResponse,
  StreamingOutputCallRequest,
  StreamingOutputCallResponse,
} from "../../gen/grpc/testing/messages.ts";
import { maxReceiveBytes, testMethods } from "./contract.ts";

/** Where the server is. */
export interface GrpcJsTarget {
  readonly address: string;
  /** The certificate to trust; undefined for cleartext. */
  readonly ca: string | undefined;
  /** Whom to verify with TLS. */
  readonly serverName: string | undefined;
}

/** What a unary call ended with. */
export interface UnaryResult<O> {
  readonly response: O;
  readonly headers: Metadata | undefined;
  readonly trailers: Metadata | undefined;
}

/** The calls of the interop cases on @grpc/grpc-js. */
export class GrpcJsClient {
  private readonly client: Client;

  constructor({ address, ca, serverName }: GrpcJsTarget, options: ClientOptions = {}) {
    const channelCredentials =
      ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
    this.client = new Client(address, channelCredentials, {
      "grpc.max_receive_message_length": maxReceiveBytes,
      // Connections are shared between clients of one target unless told otherwise.
      "grpc.use_local_subchannel_pool": 1,
      ...(ca !== undefined &&
        serverName !== undefined && {
          "grpc.ssl_target_name_override": serverName,
          "grpc.default_authority": serverName,
        }),
      ...options,
    });
  }

  /** Rejects with a ServiceError. */
  unary<I, O>(
    method: MethodDefinition<I, O>,
    request: I,
    metadata = new Metadata(),
  ): Promise<UnaryResult<O>> {
    return new Promise((resolve, reject) => {
      let headers: Metadata | undefined;
      let trailers: Metadata | undefined;
      let response: O | undefined;
      const { path, requestSerialize, responseDeserialize } = method;
      const call = this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        (error, value) => {
          if (error !== null) reject(error);
          response = value;
        },
      );
      call.on("metadata", (received: Metadata) => {
        headers = received;
      });
      call.on("status", (status: { code: number; metadata: Metadata }) => {
        trailers = status.metadata;
        if (status.code === 0)
          setImmediate(() => resolve({ response: response as O, headers, trailers }));
      });
    });
  }

  streamingOutputCall(request: MessageInit<StreamingOutputCallRequest>) {
    const { path, requestSerialize, responseDeserialize } = testMethods.StreamingOutputCall;
    return this.client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
    ) as AsyncIterable<StreamingOutputCallResponse>;
  }

  streamingInputCall(): {
    readonly call: ClientWritableStream<MessageInit<StreamingInputCallRequest>>;
    readonly response: Promise<StreamingInputCallResponse>;
  } {
    const { path, requestSerialize, responseDeserialize } = testMethods.StreamingInputCall;
    let settle: (error: Error | null, value?: StreamingInputCallResponse) => void;
    const response = new Promise<StreamingInputCallResponse>((resolve, reject) => {
      settle = (error, value) => {
        if (error !== null) reject(error);
        else resolve(value as StreamingInputCallResponse);
      };
    });
    const call = this.client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      (error, value) => settle(error, value),
    );
    return { call, response };
  }

  fullDuplexCall(
    metadata = new Metadata(),
    deadline?: number,
  ): ClientDuplexStream<MessageInit<StreamingOutputCallRequest>, StreamingOutputCallResponse> {
    const { path, requestSerialize, responseDeserialize } = testMethods.FullDuplexCall;
    return this.client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      metadata,
      deadline === undefined ? {} : { deadline },
    );
  }

  close(): void {
    this.client.close();
  }
}
