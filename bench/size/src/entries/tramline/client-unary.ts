import { createClient, createWebChannel, grpcWeb, type UnaryClient } from "@tramline/web/unary";
import { UserService } from "../../../gen/tramline/size.ts";

export function connectTo(baseUrl: string): UnaryClient<typeof UserService> {
  return createClient(UserService, createWebChannel(baseUrl, { protocol: grpcWeb() }));
}
