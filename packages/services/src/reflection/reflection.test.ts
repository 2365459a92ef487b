import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createFileRegistry } from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { createChannel, createClient, createServer, type StatusError } from "tramline";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../gen/grpc/reflection/v1/reflection.ts";
import { ServerReflection as ServerReflectionV1Alpha } from "../gen/grpc/reflection/v1alpha/reflection.ts";
import { addHealth } from "../health/health.ts";
import { addReflection } from "./reflection.ts";

type Question = ServerReflectionRequest["messageRequest"];
type Answer = ServerReflectionResponse["messageResponse"];

describe("reflection", () => {
  const server = createServer();
  addReflection(server);
  addHealth(server);
  let channel: ReturnType<typeof createChannel>;

  before(async () => {
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
  });
  after(async () => {
    await channel.close();
    await server.close({ graceMs: 0 });
  });

  async function ask(
    questions: readonly Question[],
    service: typeof ServerReflection | typeof ServerReflectionV1Alpha = ServerReflection,
  ): Promise<Answer[]> {
    const requests = questions.map((messageRequest) => ({ host: "h", messageRequest }));
    const answers: Answer[] = [];
    const client = createClient(service as typeof ServerReflection, channel);
    for await (const response of client.serverReflectionInfo(requests)) {
      assert.equal(response.validHost, "h");
      assert.deepEqual(response.originalRequest?.messageRequest, questions[answers.length]);
      answers.push(response.messageResponse);
    }
    return answers;
  }

  function fileNames(answer: Answer | undefined): string[] {
    assert.equal(answer?.case, "fileDescriptorResponse");
    return answer.value.fileDescriptorProto.map((b) => FileDescriptorProto.decode(b).name ?? "");
  }

  for (const service of [ServerReflection, ServerReflectionV1Alpha]) {
    test(`${service.typeName} lists the services, also those added after it`, async () => {
      const [answer] = await ask([{ case: "listServices", value: "" }], service);
      assert.deepEqual(answer, {
        case: "listServicesResponse",
        value: {
          service: [
            { name: "grpc.health.v1.Health" },
            { name: "grpc.reflection.v1.ServerReflection" },
            { name: "grpc.reflection.v1alpha.ServerReflection" },
          ],
        },
      });
    });
  }

  test("files by name and by every kind of symbol, which link again", async () => {
    const symbols = [
      "grpc.health.v1.Health",
      "grpc.health.v1.Health.Check",
      "grpc.health.v1.HealthCheckRequest",
      "grpc.health.v1.HealthCheckRequest.service",
      "grpc.health.v1.HealthCheckResponse.ServingStatus",
      "grpc.health.v1.HealthCheckResponse.SERVING",
    ];
    const answers = await ask([
      { case: "fileByFilename", value: "grpc/health/v1/health.proto" },
      ...symbols.map((value) => ({ case: "fileContainingSymbol", value }) as const),
    ]);
    assert.equal(answers.length, 7);
    for (const answer of answers) {
      assert.deepEqual(fileNames(answer), ["grpc/health/v1/health.proto"]);
    }
    const [first] = answers;
    assert.equal(first?.case, "fileDescriptorResponse");
    const registry = createFileRegistry(
      first.value.fileDescriptorProto.map((bytes) => FileDescriptorProto.decode(bytes)),
    );
    assert.equal(registry.getService("grpc.health.v1.Health")?.methods.length, 3);
  });

  test("what is not there is an error answer, and the stream goes on", async () => {
    const answers = await ask([
      { case: "fileByFilename", value: "no.proto" },
      { case: "fileContainingSymbol", value: "no.Such" },
      { case: "fileContainingExtension", value: { containingType: "no.Such", extensionNumber: 1 } },
      { case: "allExtensionNumbersOfType", value: "no.Such" },
      { case: "allExtensionNumbersOfType", value: "grpc.health.v1.HealthCheckRequest" },
    ]);
    for (const answer of answers.slice(0, 4)) {
      assert.equal(answer.case, "errorResponse");
      assert.equal(answer.value.errorCode, 5);
    }
    assert.deepEqual(answers[4], {
      case: "allExtensionNumbersResponse",
      value: { baseTypeName: "grpc.health.v1.HealthCheckRequest", extensionNumber: [] },
    });
  });

  test("a request without a question ends the call", async () => {
    await assert.rejects(ask([{ case: undefined }]), (error: StatusError) => {
      return error.code === "INVALID_ARGUMENT";
    });
  });
});
