import { SourceContext } from "google-protobuf/google/protobuf/source_context_pb.js";
import { GrpcWebClientBase, MethodDescriptor, MethodType } from "grpc-web";

// As its generator writes it.
const getUser = new MethodDescriptor(
  "/tramline.bench.size.v1.UserService/GetUser",
  MethodType.UNARY,
  SourceContext,
  SourceContext,
  (request) => request.serializeBinary(),
  SourceContext.deserializeBinary,
);
const watchUsers = new MethodDescriptor(
  "/tramline.bench.size.v1.UserService/WatchUsers",
  MethodType.SERVER_STREAMING,
  SourceContext,
  SourceContext,
  (request) => request.serializeBinary(),
  SourceContext.deserializeBinary,
);

export class UserServiceClient {
  constructor(hostname) {
    this.client = new GrpcWebClientBase({ format: "binary" });
    this.hostname = hostname.replace(/\/+$/, "");
  }

  getUser(request, metadata) {
    const url = `${this.hostname}/tramline.bench.size.v1.UserService/GetUser`;
    return this.client.unaryCall(url, request, metadata ?? {}, getUser);
  }

  watchUsers(request, metadata) {
    const url = `${this.hostname}/tramline.bench.size.v1.UserService/WatchUsers`;
    return this.client.serverStreaming(url, request, metadata ?? {}, watchUsers);
  }
}
