import {
  type Client,
  connect,
  createClient,
  createWebChannel,
  type ServiceConfigJson,
  serviceConfig,
} from "@tramline/web";
import { UserService } from "../../../gen/tramline/size.ts";

export function connectTo(baseUrl: string, config: ServiceConfigJson): Client<typeof UserService> {
  return createClient(
    UserService,
    createWebChannel(baseUrl, { protocol: connect(), serviceConfig: serviceConfig(config) }),
  );
}
