import {
  type ServerReflectionRequest,
  ServerReflection as ServerReflectionV1,
} from "../gen/grpc/reflection/v1/reflection.ts";
import { ServerReflection as ServerReflectionV1Alpha } from "../gen/grpc/reflection/v1alpha/reflection.ts";
import type { ServiceHost } from "../service-host.ts";
import { ReflectionAnswers } from "./reflection-answers.ts";

/**
 * Adds server reflection to a server, v1 and v1alpha: `tram`, grpcurl and other tools then need no
 * .proto files to call it. It serves the contracts of all services of the server, also of those that are
 * added later, and those of `commonTypes()`: the details of an error need no import to be found.
 *
 * ```ts
 * addReflection(server);
 * ```
 */
export function addReflection(server: ServiceHost): void {
  const answers = new ReflectionAnswers(server);
  // The two versions differ by the names of their packages only.
  const serverReflectionInfo = (requests: AsyncIterable<ServerReflectionRequest>) =>
    respond(answers, requests);
  server.add(ServerReflectionV1, { serverReflectionInfo }, { limited: false });
  server.add(ServerReflectionV1Alpha, { serverReflectionInfo }, { limited: false });
}

async function* respond(
  answers: ReflectionAnswers,
  requests: AsyncIterable<ServerReflectionRequest>,
) {
  const sent = new Set<string>();
  for await (const request of requests) {
    yield {
      validHost: request.host,
      originalRequest: request,
      messageResponse: answers.answer(request.messageRequest, sent),
    };
  }
}
