// The program that protovalidate's conformance harness judges: cases come on standard input, results go to
// standard output.
import { buffer } from "node:stream/consumers";
import {
  createFileRegistry,
  descriptorOf,
  dynamicType,
  type FileDescriptorProto,
  type Registry,
} from "@tramline/protobuf";
import { file_buf_validate_validate } from "@tramline/protobuf/buf/validate";
import { type Any, anyTypeName } from "@tramline/protobuf/wkt";
import {
  createValidator,
  ValidateError,
  type Validator,
  violationsMessage,
} from "@tramline/validate";
import {
  TestConformanceRequest,
  TestConformanceResponse,
  type TestResult,
} from "./gen/buf/validate/conformance/harness/harness.ts";
import { differenceFromPublished } from "./published.ts";

function judge(registry: Registry, validator: Validator, any: Any): TestResult["result"] {
  const descriptor = registry.getMessage(anyTypeName(any));
  if (descriptor === undefined) {
    return { case: "unexpectedError", value: `unknown type ${any.typeUrl}` };
  }
  try {
    const message = dynamicType(descriptor).decode(any.value);
    const violations = validator.validate(descriptor, message);
    return violations.length === 0
      ? { case: "success", value: true }
      : { case: "validationError", value: violationsMessage(violations) };
  } catch (error) {
    if (!(error instanceof ValidateError)) {
      const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { case: "unexpectedError", value: trace };
    }
    return error.code === "VALIDATE_RULE_INVALID"
      ? { case: "compilationError", value: error.message }
      : { case: "runtimeError", value: error.message };
  }
}

const request = TestConformanceRequest.decode(await buffer(process.stdin));
const files: FileDescriptorProto[] = request.fdset?.file ?? [];
const registry = createFileRegistry(files);
const validator = createValidator();
const difference = differenceFromPublished(descriptorOf(file_buf_validate_validate).proto, files);
const results = new Map<string, TestResult>();
for (const [name, any] of request.cases) {
  const result: TestResult["result"] =
    difference === undefined
      ? judge(registry, validator, any)
      : { case: "unexpectedError", value: difference };
  results.set(name, { result });
}
process.stdout.write(TestConformanceResponse.encode({ results }));
