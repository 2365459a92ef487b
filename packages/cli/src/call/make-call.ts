// One call, of any of the four kinds: requests as they are read, responses printed as they come.

import { dynamicService, type MethodDescriptor } from "@tramline/protobuf";
import type { BidiStreamingCall, ClientStreamingCall, ServerStreamingCall } from "@tramline/rpc";
import { type CallOptions, createClient, StatusError } from "tramline";
import type { Connection } from "../connect/open-connection.ts";
import type { CallLog } from "./call-log.ts";

type Message = Record<string, unknown>;

/** The parts of a call. */
export interface CallParts {
  readonly connection: Connection;
  readonly method: MethodDescriptor;
  readonly options: CallOptions;
  /** Reads requests; of a call with a single one, it yields one. */
  readonly requests: AsyncGenerator<Message, void, undefined>;
  readonly log: CallLog;
  readonly onResponse: (response: unknown) => Promise<void>;
}

/**
 * Makes the call.
 *
 * @throws StatusError when it ends with another status than OK; CommandError CLI_DATA when a request
 * cannot be read, which cancels it
 */
export async function makeCall(parts: CallParts): Promise<void> {
  const { connection, method, log, options } = parts;
  const client = createClient(dynamicService(method.parent), connection.channel) as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const start = client[method.localName];
  if (start === undefined) throw new Error(`the client has no method ${method.localName}`);
  const callOptions: CallOptions = {
    ...options,
    onHeaders: (headers) => log.headers(headers),
    onTrailers: (trailers) => log.trailers(trailers),
  };
  switch (method.methodKind) {
    case "unary": {
      const request = await onlyRequest(parts);
      const response = await (start(request, callOptions) as Promise<unknown>);
      await receive(parts, response);
      return;
    }
    case "serverStreaming": {
      const request = await onlyRequest(parts);
      await receiveAll(parts, start(request, callOptions) as ServerStreamingCall<unknown>);
      return;
    }
    case "clientStreaming": {
      const call = start(callOptions) as ClientStreamingCall<unknown, unknown>;
      const sending = sendAll(parts, call);
      await receive(parts, await sending.until(call.response));
      return;
    }
    case "bidiStreaming": {
      const call = start(callOptions) as BidiStreamingCall<unknown, unknown>;
      const sending = sendAll(parts, call);
      await sending.until(receiveAll(parts, call));
    }
  }
}

async function onlyRequest({ requests, log }: CallParts): Promise<Message> {
  const { value } = await requests.next();
  log.request();
  return value ?? {};
}

async function receive({ log, onResponse }: CallParts, response: unknown): Promise<void> {
  log.response();
  await onResponse(response);
}

async function receiveAll(parts: CallParts, call: AsyncIterable<unknown>): Promise<void> {
  for await (const response of call) await receive(parts, response);
}

/** The sending side of a call whose messages are only known by their descriptors. */
interface RequestSink {
  send(request: unknown): Promise<void>;
  close(): Promise<void>;
  cancel(): void;
}

/** Requests on their way, while responses come. */
interface Sending {
  /** Waits for `answers`; if requests cannot be read, cancels the call and throws that error. */
  until<T>(answers: Promise<T>): Promise<T>;
}

function sendAll({ requests, log }: CallParts, call: RequestSink): Sending {
  let unreadable: unknown;
  const run = async (): Promise<void> => {
    try {
      for await (const request of requests) {
        await call.send(request);
        log.request();
      }
      await call.close();
      log.halfClosed();
    } catch (error) {
      // The call is over: its end is told by the responses.
      if (error instanceof StatusError) return;
      unreadable = error;
      call.cancel();
    }
  };
  void run();
  return {
    async until(answers) {
      try {
        return await answers;
      } catch (error) {
        if (unreadable instanceof Error) throw unreadable;
        throw error;
      }
    },
  };
}
