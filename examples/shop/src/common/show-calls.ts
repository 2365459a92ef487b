import { descriptorOf, type MessageType, toJsonString } from "@tramline/protobuf";
import { type Interceptor, isMessageStream, mapMessages, StatusError } from "tramline";
import { nowMs, type Party, type PrintedMessage, type Report } from "./events.ts";

/**
 * Reports every message and the end of every call that one party makes to another: an interceptor,
 * which sees calls of all four kinds in the same form.
 */
export function showCalls(from: Party, to: Party, report: Report): Interceptor {
  return async (call, next) => {
    const { method } = call;
    let { timeoutMs } = call;
    const startedMs = performance.now();
    const of = { from, to, method: method.name };

    const onRequest = <T extends object>(request: T): T => {
      const message = print(method.input, request);
      report({ kind: "message", atMs: nowMs(), ...of, direction: "request", message, timeoutMs });
      // The deadline leaves with the first request.
      timeoutMs = undefined;
      return request;
    };
    const onResponse = <T extends object>(response: T): T => {
      const message = print(method.output, response);
      report({ kind: "message", atMs: nowMs(), ...of, direction: "response", message });
      return response;
    };
    const onEnd = (error?: StatusError, response?: PrintedMessage) => {
      const status = { code: error?.code ?? "OK", text: error?.rawMessage ?? "" };
      const tookMs = performance.now() - startedMs;
      report({ kind: "end", atMs: nowMs(), ...of, ...status, response, tookMs });
    };

    try {
      const result = await next(
        call.kind === "unary" || call.kind === "serverStreaming"
          ? { ...call, request: onRequest(call.request) }
          : { ...call, request: mapMessages(call.request, onRequest) },
      );
      if (isMessageStream(call.kind, result.response)) {
        return { ...result, response: watchEnd(mapMessages(result.response, onResponse), onEnd) };
      }
      onEnd(undefined, print(method.output, result.response));
      return result;
    } catch (error) {
      onEnd(StatusError.from(error));
      throw error;
    }
  };
}

/** The message that was, or will be, encoded for the wire. */
function print(type: MessageType<unknown, never>, message: object): PrintedMessage {
  const bytes = type.encode(message as never);
  return { json: toJsonString(descriptorOf(type), type.decode(bytes)), bytes: bytes.length };
}

async function* watchEnd<T>(messages: AsyncIterable<T>, onEnd: (error?: StatusError) => void) {
  try {
    yield* messages;
    onEnd();
  } catch (error) {
    onEnd(StatusError.from(error));
    throw error;
  }
}
