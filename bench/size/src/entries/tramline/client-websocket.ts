import {
  type Client,
  connect,
  createClient,
  createWebChannel,
  webSocketStreams,
} from "@tramline/web";
import { UserService } from "../../../gen/tramline/size.ts";

export function connectTo(baseUrl: string): Client<typeof UserService> {
  return createClient(
    UserService,
    createWebChannel(baseUrl, { protocol: connect(), requestStreams: webSocketStreams() }),
  );
}
