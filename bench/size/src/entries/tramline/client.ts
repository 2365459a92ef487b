import { type Client, createClient } from "@tramline/rpc";
import { UserService } from "../../../gen/tramline/size.ts";
import { FetchChannel } from "./fetch-channel.ts";

export function connect(baseUrl: string): Client<typeof UserService> {
  return createClient(UserService, new FetchChannel(baseUrl));
}
