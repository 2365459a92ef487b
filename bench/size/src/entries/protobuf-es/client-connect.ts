import { type Client, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { UserService } from "../../../gen/protobuf-es/size_pb.js";

export function connect(baseUrl: string): Client<typeof UserService> {
  return createClient(UserService, createConnectTransport({ baseUrl }));
}
