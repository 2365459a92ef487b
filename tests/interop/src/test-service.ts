import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { reportLoad, type ServerLoad } from "@tramline/services";
import { type ServerContext, type ServiceImplementation, StatusError } from "tramline";
import type {
  BoolValue,
  EchoStatus,
  StreamingOutputCallRequest,
  TestOrcaReport,
} from "../gen/grpc/testing/messages.ts";
import { PayloadType } from "../gen/grpc/testing/messages.ts";
import type { TestService } from "../gen/grpc/testing/test.ts";
import { cameCompressed } from "./marked-gzip.ts";

const initialName = "x-grpc-test-echo-initial";
const trailingName = "x-grpc-test-echo-trailing-bin";

/** Says which server responds: different for each process. Made when it is needed: Workers have no chance before. */
let serverId: string | undefined;

/** The server of the interop cases. @param load what it reports beside calls */
export function createTestService(load: ServerLoad): ServiceImplementation<typeof TestService> {
  return {
    ...testService,
    fullDuplexCall: (requests, context) => fullDuplexCall(requests, context, load),
  };
}

async function* fullDuplexCall(
  requests: AsyncIterable<StreamingOutputCallRequest>,
  context: ServerContext,
  load: ServerLoad,
) {
  echoMetadata(context);
  for await (const request of requests) {
    throwStatus(request.responseStatus);
    if (request.orcaOobReport !== undefined) {
      load.clear();
      load.set(loadValues(request.orcaOobReport));
    }
    yield* createResponses(request, context);
  }
}

function loadValues({ cpuUtilization, memoryUtilization, utilization }: TestOrcaReport) {
  return {
    cpuUtilization,
    memUtilization: memoryUtilization,
    utilization: Object.fromEntries(utilization),
  };
}

const testService: ServiceImplementation<typeof TestService> = {
  emptyCall: () => ({}),

  unaryCall(request, context) {
    echoMetadata(context);
    checkCompression(request, request.expectCompressed);
    throwStatus(request.responseStatus);
    const { orcaPerQueryReport } = request;
    if (orcaPerQueryReport !== undefined) {
      reportLoad(context, {
        ...loadValues(orcaPerQueryReport),
        requestCost: Object.fromEntries(orcaPerQueryReport.requestCost),
      });
    }
    if (request.responseCompressed !== undefined) {
      context.compression = "gzip";
      context.compress = request.responseCompressed.value;
    }
    serverId ??= randomUUID();
    return {
      payload: createPayload(request.responseType, request.responseSize),
      serverId: request.fillServerId ? serverId : "",
    };
  },

  cacheableUnaryCall(_request, context) {
    context.responseHeaders.set("cache-control", "max-age=60, public");
    const now = process.hrtime.bigint().toString();
    return { payload: { body: new TextEncoder().encode(now) } };
  },

  streamingOutputCall: (request, context) => createResponses(request, context),

  async streamingInputCall(requests) {
    let aggregatedPayloadSize = 0;
    for await (const request of requests) {
      checkCompression(request, request.expectCompressed);
      aggregatedPayloadSize += request.payload?.body.length ?? 0;
    }
    return { aggregatedPayloadSize };
  },

  async *halfDuplexCall(requests, context) {
    const received: StreamingOutputCallRequest[] = [];
    for await (const request of requests) received.push(request);
    for (const request of received) yield* createResponses(request, context);
  },
};

async function* createResponses(request: StreamingOutputCallRequest, context: ServerContext) {
  const { responseType, responseParameters } = request;
  // The encoding goes out with the headers: it must be known before the first response.
  if (responseParameters.some(({ compressed }) => compressed !== undefined)) {
    context.compression = "gzip";
  }
  for (const { size, intervalUs, compressed } of responseParameters) {
    if (intervalUs > 0) await sleep(intervalUs / 1000, undefined, { signal: context.signal });
    context.compress = compressed?.value ?? false;
    yield { payload: createPayload(responseType, size) };
  }
}

function createPayload(type: PayloadType, size: number) {
  if (type !== PayloadType.COMPRESSABLE) {
    throw new StatusError("INVALID_ARGUMENT", `payload type ${type} is not supported`);
  }
  if (size < 0) throw new StatusError("INVALID_ARGUMENT", `${size} is no length of a payload`);
  return { type, body: new Uint8Array(size) };
}

function echoMetadata(context: ServerContext): void {
  const initial = context.metadata.get(initialName);
  if (initial !== undefined) context.responseHeaders.set(initialName, initial);
  const trailing = context.metadata.get(trailingName);
  if (trailing !== undefined) context.responseTrailers.set(trailingName, trailing);
}

function checkCompression(
  request: { readonly $unknown?: Uint8Array | undefined },
  expected: BoolValue | undefined,
): void {
  if (expected?.value === true && !cameCompressed(request)) {
    throw new StatusError("INVALID_ARGUMENT", "the request should have come compressed");
  }
}

function throwStatus(status: EchoStatus | undefined): void {
  if (status === undefined || status.code === 0) return;
  throw new StatusError(status.code as StatusError["codeNumber"], status.message);
}
