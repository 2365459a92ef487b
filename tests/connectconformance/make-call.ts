import type { MessageInit, MessageType } from "@tramline/protobuf";
import { unpackAny } from "@tramline/protobuf/wkt";
import type { Client } from "@tramline/rpc";
import { CallRecord } from "./call-record.ts";
import type {
  ClientCompatRequest,
  ClientResponseResult,
} from "./gen/connectrpc/conformance/v1/client_compat.ts";
import { StreamType } from "./gen/connectrpc/conformance/v1/config.ts";
import {
  BidiStreamRequest,
  ClientStreamRequest,
  type ConformancePayload,
  type ConformanceService,
  IdempotentUnaryRequest,
  ServerStreamRequest,
  UnaryRequest,
  UnimplementedRequest,
} from "./gen/connectrpc/conformance/v1/service.ts";

type ConformanceClient = Client<typeof ConformanceService>;

interface Answer {
  readonly payload?: ConformancePayload | undefined;
  readonly $unknown?: Uint8Array | undefined;
}

/**
 * Makes the call that a case asks for.
 *
 * @throws Error (as a rejection) for a case that cannot be followed; a failed call is a result
 */
export async function makeCall(
  client: ConformanceClient,
  request: ClientCompatRequest,
): Promise<MessageInit<ClientResponseResult>> {
  const record = new CallRecord(request);
  try {
    await callMethod(client, request, record);
  } catch (error) {
    record.fail(error);
  }
  return record.result;
}

async function callMethod(
  client: ConformanceClient,
  request: ClientCompatRequest,
  record: CallRecord,
): Promise<void> {
  switch (request.method) {
    case "Unary":
      await callUnary(client.unary, only(request, UnaryRequest), record);
      break;
    case "IdempotentUnary":
      await callUnary(client.idempotentUnary, only(request, IdempotentUnaryRequest), record);
      break;
    case "Unimplemented":
      await callUnary(client.unimplemented, only(request, UnimplementedRequest), record);
      break;
    case "ServerStream":
      await callServerStream(client, only(request, ServerStreamRequest), record);
      break;
    case "ClientStream":
      await callClientStream(client, all(request, ClientStreamRequest), record);
      break;
    case "BidiStream": {
      const isFullDuplex = request.streamType === StreamType.FULL_DUPLEX_BIDI_STREAM;
      await callBidiStream(client, all(request, BidiStreamRequest), isFullDuplex, record);
      break;
    }
    default:
      throw new Error(`no method ${request.method} in ConformanceService`);
  }
}

async function callUnary<I>(
  method: (message: I, options: CallRecord["options"]) => Promise<Answer>,
  message: I,
  record: CallRecord,
): Promise<void> {
  await record.beforeRequest();
  const answer = method(message, record.options);
  record.countRequest();
  record.afterClose();
  record.receive((await answer).payload);
}

async function callServerStream(
  client: ConformanceClient,
  message: ServerStreamRequest,
  record: CallRecord,
): Promise<void> {
  await record.beforeRequest();
  const call = client.serverStream(message, record.options);
  record.countRequest();
  record.afterClose();
  for await (const { payload } of call) record.receive(payload);
}

async function callClientStream(
  client: ConformanceClient,
  messages: readonly ClientStreamRequest[],
  record: CallRecord,
): Promise<void> {
  const call = client.clientStream(record.options);
  for (const message of messages) {
    await record.beforeRequest();
    try {
      await call.send(message);
    } catch {
      break; // the call has ended: the response tells why
    }
    record.countRequest();
  }
  if (!record.beforeClose()) {
    await call.close();
    record.afterClose();
  }
  record.receive((await call.response).payload);
}

async function callBidiStream(
  client: ConformanceClient,
  messages: readonly BidiStreamRequest[],
  isFullDuplex: boolean,
  record: CallRecord,
): Promise<void> {
  const call = client.bidiStream(record.options);
  const responses = call[Symbol.asyncIterator]();
  for (const message of messages) {
    await record.beforeRequest();
    try {
      await call.send(message);
    } catch {
      break; // the call has ended: the responses tell why
    }
    record.countRequest();
    if (!isFullDuplex) continue;
    const response = await responses.next();
    if (response.done === true) break;
    record.receive(response.value.payload);
  }
  if (!record.beforeClose()) {
    await call.close();
    record.afterClose();
  }
  for (let next = await responses.next(); next.done !== true; next = await responses.next()) {
    record.receive(next.value.payload);
  }
}

/** The requests of a case. */
function all<T>(request: ClientCompatRequest, type: MessageType<T>): T[] {
  return request.requestMessages.map((any) => {
    const message = unpackAny(any, type);
    if (message === undefined) throw new Error(`${any.typeUrl} is no ${type.typeName}`);
    return message;
  });
}

/** The request of a case that must have just one. */
function only<T>(request: ClientCompatRequest, type: MessageType<T>): T {
  const [message, ...more] = all(request, type);
  if (message === undefined || more.length > 0) {
    throw new Error(`${request.method} takes one request, not ${request.requestMessages.length}`);
  }
  return message;
}
