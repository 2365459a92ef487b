import { setTimeout as sleep } from "node:timers/promises";
import type { MessageInit } from "@tramline/protobuf";
import { type Any, packAny } from "@tramline/protobuf/wkt";
import { type ServerContext, type ServiceImplementation, StatusError } from "tramline";
import {
  BidiStreamRequest,
  ClientStreamRequest,
  type ConformancePayload,
  type ConformanceService,
  type Error as ErrorDefinition,
  IdempotentUnaryRequest,
  ConformancePayload_RequestInfo as RequestInfo,
  ServerStreamRequest,
  type StreamResponseDefinition,
  UnaryRequest,
  type UnaryResponseDefinition,
} from "./gen/connectrpc/conformance/v1/service.ts";
import { addHeaders, headersOf } from "./headers.ts";

type Payload = MessageInit<ConformancePayload>;

/** The service that connectconformance calls: answers as its requests ask. */
export const conformanceService: ServiceImplementation<typeof ConformanceService> = {
  async unary(request, context) {
    const requests = [packAny(UnaryRequest, request)];
    return { payload: await answer(request.responseDefinition, requests, context) };
  },

  async idempotentUnary(request, context) {
    const requests = [packAny(IdempotentUnaryRequest, request)];
    return { payload: await answer(request.responseDefinition, requests, context) };
  },

  async clientStream(requests, context) {
    const received: Any[] = [];
    let definition: UnaryResponseDefinition | undefined;
    for await (const request of requests) {
      if (received.length === 0) definition = request.responseDefinition;
      received.push(packAny(ClientStreamRequest, request));
    }
    return { payload: await answer(definition, received, context) };
  },

  async *serverStream(request, context) {
    const definition = request.responseDefinition;
    if (definition === undefined) return;
    sendHeaders(definition, context);
    let info: RequestInfo | undefined = requestInfo(
      [packAny(ServerStreamRequest, request)],
      context,
    );
    for (const data of definition.responseData) {
      await delay(definition.responseDelayMs, context);
      yield { payload: { data, requestInfo: info } satisfies Payload };
      info = undefined;
    }
    if (definition.error !== undefined) throw statusOf(definition.error, info);
  },

  async *bidiStream(requests, context) {
    const source = requests[Symbol.asyncIterator]();
    const first = await source.next();
    if (first.done === true) return;
    const definition = first.value.responseDefinition;
    if (definition !== undefined) sendHeaders(definition, context);
    const all = { first: first.value, rest: source };
    yield* first.value.fullDuplex
      ? answerEach(all, definition, context)
      : answerAll(all, definition, context);
  },
};

interface BidiRequests {
  readonly first: BidiStreamRequest;
  readonly rest: AsyncIterator<BidiStreamRequest>;
}

/** Half duplex: all requests, then all responses. */
async function* answerAll(
  { first, rest }: BidiRequests,
  definition: StreamResponseDefinition | undefined,
  context: ServerContext,
) {
  const received = [packAny(BidiStreamRequest, first)];
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    received.push(packAny(BidiStreamRequest, next.value));
  }
  if (definition === undefined) return;
  let info: RequestInfo | undefined = requestInfo(received, context);
  for (const data of definition.responseData) {
    await delay(definition.responseDelayMs, context);
    yield { payload: { data, requestInfo: info } satisfies Payload };
    info = undefined;
  }
  if (definition.error !== undefined) throw statusOf(definition.error, info);
}

/** Full duplex: a response after each request; what is left of the responses after the last. */
async function* answerEach(
  { first, rest }: BidiRequests,
  definition: StreamResponseDefinition | undefined,
  context: ServerContext,
) {
  let received: Any[] = [packAny(BidiStreamRequest, first)];
  let responses = 0;
  for (const data of definition?.responseData ?? []) {
    const info =
      responses === 0
        ? requestInfo(received, context)
        : received.length > 0
          ? RequestInfo.create({ requests: received })
          : undefined;
    await delay(definition?.responseDelayMs ?? 0, context);
    yield { payload: { data, requestInfo: info } satisfies Payload };
    responses++;
    const next = await rest.next();
    received = next.done === true ? [] : [packAny(BidiStreamRequest, next.value)];
  }
  if (definition?.error !== undefined) {
    throw statusOf(definition.error, responses === 0 ? requestInfo(received, context) : undefined);
  }
}

/** Answers once, for a unary or a client-streaming call. */
async function answer(
  definition: UnaryResponseDefinition | undefined,
  requests: Any[],
  context: ServerContext,
): Promise<Payload> {
  const info = requestInfo(requests, context);
  if (definition === undefined) return { requestInfo: info };
  addHeaders(context.responseHeaders, definition.responseHeaders);
  addHeaders(context.responseTrailers, definition.responseTrailers);
  await delay(definition.responseDelayMs, context);
  const { response } = definition;
  if (response.case === "error") throw statusOf(response.value, info);
  return { data: response.value ?? new Uint8Array(0), requestInfo: info };
}

function sendHeaders(definition: StreamResponseDefinition, context: ServerContext): void {
  addHeaders(context.responseHeaders, definition.responseHeaders);
  addHeaders(context.responseTrailers, definition.responseTrailers);
  context.sendHeaders();
}

function requestInfo(requests: Any[], context: ServerContext): RequestInfo {
  const { timeRemainingMs } = context;
  return {
    requestHeaders: headersOf(context.metadata),
    timeoutMs: timeRemainingMs === Infinity ? undefined : BigInt(Math.floor(timeRemainingMs)),
    requests,
  };
}

async function delay(delayMs: number, { signal }: ServerContext): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal });
}

/** The status to end with. With no response before it, it also tells of the request. */
function statusOf(error: ErrorDefinition, info: RequestInfo | undefined): StatusError {
  const details = info === undefined ? [] : [packAny(RequestInfo, info)];
  return new StatusError(error.code as StatusError["codeNumber"], error.message, {
    details: [...error.details, ...details],
  });
}
