import { bindClient, type Client } from "@tramline/rpc";
import { UserService } from "../../../gen/tramline/size.ts";
import { FetchChannel } from "./fetch-channel.ts";

export function connect(baseUrl: string): Client<typeof UserService> {
  return bindClient(UserService, new FetchChannel(baseUrl));
}
