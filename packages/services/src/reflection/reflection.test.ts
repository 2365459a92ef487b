import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createFileRegistry, serviceType } from "@tramline/protobuf";
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
import { ReflectionAnswers } from "./reflection-answers.ts";

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

  test("well-known types and google.rpc, which no service imports, by symbol and by file name", async () => {
    const expected = [
      ["google.rpc.BadRequest", "google/rpc/error_details.proto"],
      ["google.rpc.BadRequest.FieldViolation.field", "google/rpc/error_details.proto"],
      ["google.rpc.Status", "google/rpc/status.proto"],
      ["google.rpc.Code", "google/rpc/code.proto"],
      ["google.protobuf.Timestamp", "google/protobuf/timestamp.proto"],
      ["google.protobuf.Any", "google/protobuf/any.proto"],
      ["google.protobuf.FieldMask", "google/protobuf/field_mask.proto"],
      ["google.protobuf.Struct", "google/protobuf/struct.proto"],
      ["google.protobuf.StringValue", "google/protobuf/wrappers.proto"],
      ["google.protobuf.MethodOptions", "google/protobuf/descriptor.proto"],
    ] as const;
    for (const [symbol, file] of expected) {
      // Each on a call of its own, for a call is not sent a file twice.
      const [bySymbol] = await ask([{ case: "fileContainingSymbol", value: symbol }]);
      const [byName] = await ask([{ case: "fileByFilename", value: file }]);
      assert.equal(fileNames(bySymbol)[0], file);
      assert.deepEqual(fileNames(byName), fileNames(bySymbol));
    }
    const [status] = await ask([{ case: "fileContainingSymbol", value: "google.rpc.Status" }]);
    assert.deepEqual(fileNames(status), ["google/rpc/status.proto", "google/protobuf/any.proto"]);
  });

  test("a server's own file of a common name goes before the common one", async () => {
    const own = createFileRegistry([
      FileDescriptorProto.create({
        name: "google/rpc/status.proto",
        package: "google.rpc",
        messageType: [{ name: "Status", field: [] }, { name: "Own" }],
        service: [{ name: "Statuses" }],
      }),
    ]);
    const service = own.getService("google.rpc.Statuses");
    assert.ok(service !== undefined);
    const questions = new ReflectionAnswers({
      services: [serviceType(service.typeName, () => service.file, {})],
      add() {},
    });
    const answer = questions.answer(
      { case: "fileContainingSymbol", value: "google.rpc.Status" },
      new Set(),
    );
    assert.equal(answer.case, "fileDescriptorResponse");
    const [bytes] = answer.value.fileDescriptorProto ?? [];
    const proto = FileDescriptorProto.decode(bytes as Uint8Array);
    assert.deepEqual(
      proto.messageType.map(({ name }) => name),
      ["Status", "Own"],
    );
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
