/** Calls by @tramline/web. */

import { BadRequest } from "@tramline/rpc/google/rpc";
import {
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  StatusError,
  type WebChannelOptions,
  webSocketFetch,
} from "@tramline/web";
import { jsonCodec } from "@tramline/web/json";
import { EdgeService } from "../../edge/gen/edge/edge.ts";
import { type Caller, CallFailure, type CallSetting } from "./caller.ts";

const kinds: Readonly<Record<string, WebChannelOptions>> = {
  connect: { protocol: connect() },
  "connect get": { protocol: connect({ get: true }) },
  "connect json": { protocol: connect(), codec: jsonCodec() },
  "grpc-web": { protocol: grpcWeb() },
  "grpc-web json": { protocol: grpcWeb(), codec: jsonCodec() },
  "grpc-web text": { protocol: grpcWeb({ text: true }) },
  sockets: { protocol: connect(), fetch: webSocketFetch() },
};

/** Returns the options of a channel by the name of a kind of client, without the library's. */
function channelOptions(kind: string): WebChannelOptions {
  const options = kinds[kind];
  if (options === undefined) throw new Error(`invalid kind: got ${kind}`);
  return options;
}

/** Creates a caller for a server. */
export function tramlineCaller(url: string, kind: string): Caller {
  const client = createClient(EdgeService, createWebChannel(url, channelOptions(kind)));
  return {
    async unary(method, request, setting = {}) {
      let head: string | undefined;
      let tail: string | undefined;
      const call = method === "Read" ? client.read : client.write;
      try {
        const item = await call(request, {
          ...optionsOf(setting),
          onHeaders: (headers) => {
            head = headers.get("head");
          },
          onTrailers: (trailers) => {
            tail = trailers.get("tail");
          },
        });
        return { item, head, tail };
      } catch (error) {
        throw failureOf(error);
      }
    },
    async *repeat(request, setting = {}) {
      try {
        yield* client.repeat(request, optionsOf(setting));
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

function optionsOf({ timeoutMs = 30_000, signal, metadata }: CallSetting) {
  return { timeoutMs, signal, metadata };
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof StatusError)) return error;
  return new CallFailure({
    code: error.codeNumber,
    text: error.rawMessage,
    why: error.metadata.get("why"),
    field: error.detailsOf(BadRequest)[0]?.fieldViolations[0]?.field,
  });
}
