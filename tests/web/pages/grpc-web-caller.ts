/** Calls by the official grpc-web client, with the codecs of our types instead of its generated code. */
import { decodeStatusRecord } from "@tramline/rpc";
import { BadRequest } from "@tramline/rpc/google/rpc";
import {
  type ClientReadableStream,
  GrpcWebClientBase,
  type Metadata,
  MethodDescriptor,
  MethodType,
  type RpcError,
} from "grpc-web";
import { EdgeService, Item } from "../../edge/gen/edge/edge.ts";
import { type Caller, CallFailure, type CallSetting } from "./caller.ts";

/** The class of messages that the library demands. */
class Message {
  readonly item: Item;

  constructor(item: Item = Item.create({})) {
    this.item = item;
  }
}

type Method = MethodDescriptor<Message, Message>;

function descriptor(name: "Read" | "Write" | "Repeat"): Method {
  return new MethodDescriptor<Message, Message>(
    `/${EdgeService.typeName}/${name}`,
    name === "Repeat" ? MethodType.SERVER_STREAMING : MethodType.UNARY,
    Message as new () => Message,
    Message as new () => Message,
    ({ item }: Message) => Item.encode(item),
    (bytes: Uint8Array) => new Message(Item.decode(bytes)),
  );
}

const methods = {
  Read: descriptor("Read"),
  Write: descriptor("Write"),
  Repeat: descriptor("Repeat"),
};

/** Creates a caller for a server. */
export function grpcWebCaller(url: string, format: string): Caller {
  const client = new GrpcWebClientBase({ format });
  const address = (method: Method) => url + method.getName();
  return {
    unary(name, request, setting = {}) {
      const method = methods[name];
      const message = new Message(Item.create(request));
      return new Promise((resolve, reject) => {
        let head: string | undefined;
        let tail: string | undefined;
        let item: Item | undefined;
        const call = client.rpcCall(
          address(method),
          message,
          metadataOf(setting),
          method,
          (error: RpcError | null, response) => {
            if (error !== null) reject(failureOf(error));
            else item = response.item;
          },
        );
        call.on("metadata", (headers) => {
          head = headers["head"];
        });
        call.on("status", ({ metadata }) => {
          tail = metadata?.["tail"];
        });
        call.on("end", () => {
          if (item !== undefined) resolve({ item, head, tail });
        });
        setting.signal?.addEventListener("abort", () => {
          call.cancel();
          reject(cancelled());
        });
      });
    },
    async *repeat(request, setting = {}) {
      const message = new Message(Item.create(request));
      const method = methods.Repeat;
      const call = client.serverStreaming(address(method), message, metadataOf(setting), method);
      yield* itemsOf(call, setting.signal);
    },
  };
}

/** The messages of a stream as they arrive. Ends the call when the reader stops. */
async function* itemsOf(
  call: ClientReadableStream<Message>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const items: Item[] = [];
  let isOver = false;
  let failure: CallFailure | undefined;
  let wake = () => {};
  const end = (error?: CallFailure) => {
    isOver = true;
    failure ??= error;
    wake();
  };
  call.on("data", ({ item }) => {
    items.push(item);
    wake();
  });
  call.on("error", (error) => end(failureOf(error)));
  call.on("end", () => end());
  signal?.addEventListener("abort", () => end(cancelled()));
  try {
    while (true) {
      const item = items.shift();
      if (item !== undefined) yield item;
      else if (failure !== undefined) throw failure;
      else if (isOver) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    call.cancel();
  }
}

/** The library takes a deadline as metadata, in milliseconds since 1970. */
function metadataOf({ timeoutMs = 30_000, metadata }: CallSetting): Metadata {
  return { ...metadata, deadline: String(Date.now() + timeoutMs) };
}

/** The library ends a cancelled call without a word. */
function cancelled(): CallFailure {
  return new CallFailure({ code: 1, text: "cancelled", why: undefined, field: undefined });
}

function failureOf({ code, message, metadata }: RpcError): CallFailure {
  const details = metadata["grpc-status-details-bin"];
  const record =
    details === undefined
      ? undefined
      : decodeStatusRecord(Uint8Array.from(atob(details), (char) => char.charCodeAt(0)));
  const detail = record?.details[0];
  return new CallFailure({
    code,
    text: message,
    why: metadata["why"],
    field: detail && BadRequest.decode(detail.value).fieldViolations[0]?.field,
  });
}
