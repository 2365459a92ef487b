import { createRegistry } from "@tramline/protobuf";
import { jsonCodec } from "tramline/json";
import { ConformanceService } from "./gen/connectrpc/conformance/v1/service.ts";

/** JSON, with the types of requests that responses repeat as google.protobuf.Any. */
export const conformanceJson = jsonCodec({
  registry: createRegistry(ConformanceService),
});
