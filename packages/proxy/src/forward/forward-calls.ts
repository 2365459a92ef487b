// Handlers that make the call they receive again, at the upstream.
import type { ServiceType } from "@tramline/protobuf";
import {
  type AnyHandler,
  type BytesClient,
  batch,
  type CallOptions,
  type Metadata,
  MetadataError,
  type RequestStream,
  type ServerContext,
  type ServerStreamingCall,
  StatusError,
  type UnknownMethodHandler,
} from "@tramline/rpc";
import { type ClientChannel, createBytesClient, createClient } from "tramline";
import { passingCodec } from "./passed-type.ts";

/** A function of a client for one request, and one for a stream of them. */
type Send = (request: unknown, options: CallOptions) => unknown;

/**
 * Returns the handlers of a service, by their local names: each makes the same call on the channel, with the same
 * metadata, deadline, and cancellation, and returns what comes: headers, messages, trailers, and status.
 */
export function forwardingHandlers(
  service: ServiceType,
  channel: ClientChannel,
): ReadonlyMap<string, AnyHandler> {
  const client = createClient(service, channel, { codec: passingCodec });
  const handlers = new Map<string, AnyHandler>();
  for (const [localName, { kind }] of Object.entries(service.methods)) {
    const send = (client as Record<string, unknown>)[localName] as Send;
    const streams = kind === "serverStreaming" || kind === "bidiStreaming";
    handlers.set(localName, streams ? streamingForward(send) : singleForward(send));
  }
  return handlers;
}

/** One response: headers leave with it. */
function singleForward(send: Send): AnyHandler {
  return (request, context) =>
    send(request, {
      context,
      metadata: forwardable(context),
      onHeaders: (headers) => mergeHeaders(context, headers),
      onTrailers: (trailers) => mergeTrailers(context, trailers),
    });
}

/**
 * Returns the metadata to forward. Some servers end the connection, which is that of other clients as well, for a value
 * in -bin that is not base64.
 *
 * @throws StatusError INVALID_ARGUMENT for such a value
 */
function forwardable({ metadata }: ServerContext): Metadata {
  try {
    for (const _ of metadata);
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    throw new StatusError("INVALID_ARGUMENT", error.message);
  }
  return metadata;
}

/** A stream of responses: headers leave when they come, as the first message may be long in coming. */
function streamingForward(send: Send): AnyHandler {
  return (request, context) =>
    passResponses(send(request, streamOptions(context)) as ServerStreamingCall<unknown>);
}

function streamOptions(context: ServerContext): CallOptions {
  return {
    context,
    metadata: forwardable(context),
    onHeaders(headers) {
      if (context.cancelled) return;
      mergeHeaders(context, headers);
      context.sendHeaders();
    },
    onTrailers: (trailers) => mergeTrailers(context, trailers),
  };
}

/** Passes on the responses that have come in one step, and asks for more when the caller has taken them. */
async function* passResponses<T>(call: ServerStreamingCall<T>) {
  for await (const responses of call.batches()) yield batch(responses);
}

function mergeHeaders(context: ServerContext, headers: Metadata): void {
  if (headers.size > 0) context.responseHeaders.merge(headers);
}

function mergeTrailers(context: ServerContext, trailers: Metadata): void {
  if (trailers.size > 0) context.responseTrailers.merge(trailers);
}

/**
 * Returns the handler of methods that the contract does not have: it passes on the bytes of their messages.
 *
 * @param contractState says in errors why JSON cannot be translated
 */
export function forwardUnknown(
  channel: ClientChannel,
  contractState: () => string,
): UnknownMethodHandler {
  const upstream: BytesClient = createBytesClient(channel);
  return (requests: RequestStream<Uint8Array>, context) => {
    const { codec, method } = context;
    if (codec === "json") {
      throw new StatusError(
        "UNIMPLEMENTED",
        `cannot translate JSON for ${method.path}: ${contractState()}; send Protocol Buffers`,
      );
    }
    return passResponses(upstream(method.path, codec)(requests, streamOptions(context)));
  };
}
