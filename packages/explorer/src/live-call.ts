/** One call to the server behind the page, of any kind: its events go out as they happen. */
import {
  createRegistry,
  dynamicService,
  fromJson,
  JsonError,
  type JsonObject,
  type JsonValue,
  type MessageDescriptor,
  type MethodDescriptor,
  type Registry,
} from "@tramline/protobuf";
import { commonTypes } from "@tramline/services";
import {
  type CallOptions,
  type ClientChannel,
  createClient,
  type Metadata,
  StatusError,
} from "tramline";
import type { ExplorerContract } from "./explorer-contract.ts";
import type { CallEvent, MetadataEntry } from "./page-protocol.ts";
import { Problem } from "./problem.ts";

type WithoutTime<T> = T extends unknown ? Omit<T, "atMs"> : never;

/** The sending side of a call whose messages are only known by their descriptors. */
interface RequestSink {
  send(request: unknown): Promise<void>;
  close(): Promise<void>;
}

/** The parts of a call. */
export interface LiveCallParts {
  readonly contract: ExplorerContract;
  readonly channel: ClientChannel;
  readonly method: MethodDescriptor;
  /** The JSON of the request; undefined for a method that streams requests. */
  readonly request: JsonValue | undefined;
  readonly options: CallOptions;
  /** Takes events. Resolves when there is room for more, which sets the pace of the call. */
  readonly emit: (event: CallEvent) => Promise<void>;
}

/** A call under way. */
export class LiveCall {
  private readonly parts: LiveCallParts;
  private readonly abort: AbortController;
  private readonly request: unknown;
  private sink: RequestSink | undefined;
  private startMs: number;
  private trailers: Metadata | undefined;

  /** @throws Problem for a request that does not fit its message */
  constructor(parts: LiveCallParts) {
    this.parts = parts;
    this.abort = new AbortController();
    this.request = this.streamsRequests ? undefined : this.toMessage(parts.request ?? {});
    this.sink = undefined;
    this.startMs = 0;
    this.trailers = undefined;
  }

  private get streamsRequests(): boolean {
    const { methodKind } = this.parts.method;
    return methodKind === "clientStreaming" || methodKind === "bidiStreaming";
  }

  /** Makes the call, and resolves when it has ended and all events are out. Never rejects because of the call. */
  async run(): Promise<void> {
    this.startMs = performance.now();
    try {
      await this.start();
      await this.emitEnd(undefined);
    } catch (error) {
      await this.emitEnd(StatusError.from(error));
    }
  }

  /**
   * Sends a message on an open stream of requests. Resolves when there is room for the next one.
   *
   * @throws Problem for JSON that does not fit, and for a call that takes no more messages
   */
  async send(json: JsonValue): Promise<void> {
    const message = this.toMessage(json);
    await this.onSink((sink) => sink.send(message));
    await this.emit({ event: "sent" });
  }

  /**
   * Says that no more messages follow.
   *
   * @throws Problem for a call that has ended
   */
  close(): Promise<void> {
    return this.onSink((sink) => sink.close());
  }

  /** Ends the call with CANCELLED, if it has not ended. */
  cancel(): void {
    this.abort.abort();
  }

  private async start(): Promise<void> {
    const { channel, method, options } = this.parts;
    const client = createClient(dynamicService(method.parent), channel) as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    const start = client[method.localName];
    if (start === undefined) throw new Error(`the client has no method ${method.localName}`);
    const callOptions: CallOptions = {
      ...options,
      signal: this.abort.signal,
      onHeaders: (headers) => void this.emit({ event: "headers", metadata: entriesOf(headers) }),
      onTrailers: (trailers) => {
        this.trailers = trailers;
      },
    };
    if (!this.streamsRequests) {
      const result = start(this.request, callOptions);
      void this.emit({ event: "sent" });
      await this.receive(result);
      return;
    }
    const call = start(callOptions) as RequestSink & { readonly response: Promise<unknown> };
    this.sink = call;
    await this.receive(method.methodKind === "clientStreaming" ? call.response : call);
  }

  private async receive(responses: unknown): Promise<void> {
    if (typeof responses === "object" && responses !== null && Symbol.asyncIterator in responses) {
      for await (const response of responses as AsyncIterable<unknown>) {
        await this.emitMessage(response);
      }
    } else {
      await this.emitMessage(await responses);
    }
  }

  private async emitMessage(response: unknown): Promise<void> {
    const { contract, method } = this.parts;
    const atMs = this.elapsedMs();
    const message = await contract.messageToJson(method.output, response);
    await this.parts.emit({ event: "message", atMs, message });
  }

  private async emitEnd(error: StatusError | undefined): Promise<void> {
    const atMs = this.elapsedMs();
    const details: JsonObject[] = [];
    for (const detail of error?.details ?? []) {
      const json = await this.parts.contract.detailToJson(detail);
      if (typeof json === "object" && json !== null && !Array.isArray(json)) details.push(json);
    }
    const trailers = this.trailers ?? error?.metadata;
    const peer = error?.call?.peer;
    await this.parts.emit({
      event: "end",
      atMs,
      code: error?.code ?? "OK",
      message: error?.rawMessage ?? "",
      details,
      // The status itself is shown decoded.
      trailers: trailers === undefined ? [] : entriesOf(trailers).filter(isOfUser),
      ...(peer === undefined ? {} : { peer }),
    });
  }

  private emit(event: WithoutTime<Exclude<CallEvent, { event: "begin" }>>): Promise<void> {
    return this.parts.emit({ ...event, atMs: this.elapsedMs() });
  }

  private elapsedMs(): number {
    return Math.round((performance.now() - this.startMs) * 1000) / 1000;
  }

  private async onSink(run: (sink: RequestSink) => Promise<void>): Promise<void> {
    if (this.sink === undefined) {
      throw new Problem(409, { problem: "the method takes one request, which was sent" });
    }
    try {
      await run(this.sink);
    } catch (error) {
      // Its status comes with the call's last event.
      if (!(error instanceof StatusError)) throw error;
      throw new Problem(409, { problem: `the call takes no more messages: ${error.message}` });
    }
  }

  private toMessage(json: JsonValue): unknown {
    const { contract, method } = this.parts;
    return parseMessage(method.input, json, contract);
  }
}

/** Registries of contracts with the common types, by the contract's own. */
const registries = new WeakMap<Registry, Registry>();

function registryOf(own: Registry): Registry {
  let registry = registries.get(own);
  if (registry === undefined) {
    registry = createRegistry(own, commonTypes());
    registries.set(own, registry);
  }
  return registry;
}

function parseMessage(
  type: MessageDescriptor,
  json: JsonValue,
  contract: ExplorerContract,
): Record<string, unknown> {
  try {
    return fromJson(type, json, { registry: registryOf(contract.registry) });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new Problem(400, {
      problem: `this is not a ${type.typeName}: ${error.message}`,
      path: error.path,
    });
  }
}

function entriesOf(metadata: Metadata): MetadataEntry[] {
  return Object.entries(metadata.toJSON()).flatMap(([name, values]) =>
    values.map((value): MetadataEntry => [name, value]),
  );
}

function isOfUser([name]: MetadataEntry): boolean {
  return !["grpc-status", "grpc-message", "grpc-status-details-bin"].includes(name);
}
