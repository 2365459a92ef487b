import { type Client, createClient, createWebChannel, grpcWeb } from "@tramline/web";
import { UserService } from "../../../gen/tramline/size.ts";

export function connectTo(baseUrl: string): Client<typeof UserService> {
  return createClient(UserService, createWebChannel(baseUrl, { protocol: grpcWeb() }));
}
