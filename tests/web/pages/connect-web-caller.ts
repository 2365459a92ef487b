/** Calls by @connectrpc/connect-web, of which the descriptors are those of the contract. */
import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  fromBinary,
  type MessageShape,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { type CallOptions, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { BadRequest } from "@tramline/rpc/google/rpc";
import { file_edge_edge, Item } from "../../edge/gen/edge/edge.ts";
import { type Caller, CallFailure, type CallSetting, type ItemInit } from "./caller.ts";

type Message = MessageShape<DescMessage> & ItemInit;

/** A client of a service that only descriptors describe. */
interface ForeignClient {
  read(request: ItemInit, options: CallOptions): Promise<Message>;
  write(request: ItemInit, options: CallOptions): Promise<Message>;
  repeat(request: ItemInit, options: CallOptions): AsyncIterable<Message>;
}

/** Creates a caller for a server. */
export function connectWebCaller(url: string, kind: string): Caller {
  const [protocol, encoding] = kind.split(" ");
  const createTransport = protocol === "connect" ? createConnectTransport : createGrpcWebTransport;
  const transport = createTransport({ baseUrl: url, useBinaryFormat: encoding !== "json" });
  const client = createClient(foreignService(), transport) as unknown as ForeignClient;
  return {
    async unary(method, request, setting = {}) {
      let head: string | undefined;
      let tail: string | undefined;
      const options: CallOptions = {
        ...optionsOf(setting),
        onHeader: (headers) => {
          head = headers.get("head") ?? undefined;
        },
        onTrailer: (trailers) => {
          tail = trailers.get("tail") ?? undefined;
        },
      };
      try {
        const call =
          method === "Read" ? client.read(request, options) : client.write(request, options);
        return { item: itemOf(await call), head, tail };
      } catch (error) {
        throw failureOf(error);
      }
    },
    async *repeat(request, setting = {}) {
      try {
        for await (const message of client.repeat(request, optionsOf(setting)))
          yield itemOf(message);
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

function foreignService(): DescService {
  const { encoded } = file_edge_edge();
  const bytes = Uint8Array.from(encoded, (char) => char.charCodeAt(0));
  const file = fromBinary(FileDescriptorProtoSchema, bytes);
  // Generated code leaves out the JSON names that fields have by their names.
  for (const { field } of file.messageType) for (const one of field) one.jsonName = one.name;
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
  const service = registry.getService("edge.EdgeService");
  if (service === undefined) throw new Error("missing service edge.EdgeService");
  return service;
}

function itemOf({ text, data, count, big }: Message): Item {
  return Item.create({
    ...(text !== undefined && { text }),
    ...(data !== undefined && { data }),
    ...(count !== undefined && { count }),
    ...(big !== undefined && { big }),
  });
}

function optionsOf({ timeoutMs = 30_000, signal, metadata }: CallSetting): CallOptions {
  return {
    timeoutMs,
    ...(signal !== undefined && { signal }),
    ...(metadata !== undefined && { headers: metadata }),
  };
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof ConnectError)) return error;
  return new CallFailure({
    code: error.code,
    text: error.rawMessage,
    why: error.metadata.get("why") ?? undefined,
    field: fieldOf(error),
  });
}

function fieldOf({ details: [detail] }: ConnectError): string | undefined {
  if (detail === undefined || !("value" in detail)) return undefined;
  const { value } = detail;
  return value instanceof Uint8Array
    ? BadRequest.decode(value).fieldViolations[0]?.field
    : undefined;
}
