/**
 * The client that connectconformance judges. It reads cases from its standard input, makes their calls,
 * several at one time, tells on its standard output what came of each, and ends with its input.
 */
import type { MessageInit } from "@tramline/protobuf";
import type { CallChannel } from "@tramline/rpc";
import {
  type ClientChannel,
  createChannel,
  createClient,
  type Codec as MessageCodec,
  protobufCodec,
} from "tramline";
import { compressors } from "./compressions.ts";
import { conformanceJson } from "./conformance-json.ts";
import { delimit, readDelimited } from "./delimited.ts";
import {
  ClientCompatRequest,
  ClientCompatResponse,
} from "./gen/connectrpc/conformance/v1/client_compat.ts";
import { Codec, Protocol } from "./gen/connectrpc/conformance/v1/config.ts";
import { ConformanceService } from "./gen/connectrpc/conformance/v1/service.ts";
import { makeCall } from "./make-call.ts";
import { closeWebChannels, webChannelTo } from "./web-channels.ts";

/** More at one time would make each wait for the others: some cases look at the clock. */
const MAX_CONCURRENT_CALLS = 16;

/** The calls of Connect and gRPC-Web go over WebSockets. */
const isOverWebSocket = process.argv.includes("--web-socket");

const codecs = new Map<Codec, MessageCodec>([
  [Codec.PROTO, protobufCodec],
  [Codec.JSON, conformanceJson],
]);

/** One channel for each server and certificate, so that most calls share a connection. */
const channels = new Map<string, ClientChannel>();

function channelTo(request: ClientCompatRequest): ClientChannel {
  const { host, port, serverTlsCert, clientTlsCreds } = request;
  const target = `${host}:${port}`;
  const key = `${target} ${serverTlsCert.length} ${clientTlsCreds !== undefined}`;
  let channel = channels.get(key);
  if (channel === undefined) {
    channel = createChannel(target, {
      compressors,
      compressionThresholdBytes: 0,
      tls: serverTlsCert.length > 0 && {
        ca: serverTlsCert,
        cert: clientTlsCreds?.cert,
        key: clientTlsCreds?.key,
      },
    });
    channels.set(key, channel);
  }
  return channel;
}

async function runCase(
  request: ClientCompatRequest,
): Promise<MessageInit<ClientCompatResponse>["result"]> {
  try {
    const codec = codecs.get(request.codec);
    if (codec === undefined) throw new Error(`codec ${request.codec} is not supported`);
    const channel: CallChannel =
      request.protocol === Protocol.GRPC
        ? channelTo(request)
        : webChannelTo(request, isOverWebSocket);
    const client = createClient(ConformanceService, channel, { codec });
    return { case: "response", value: await makeCall(client, request) };
  } catch (error) {
    return { case: "error", value: { message: String(error) } };
  }
}

const running = new Set<Promise<void>>();
for await (const bytes of readDelimited(process.stdin)) {
  const request = ClientCompatRequest.decode(bytes);
  const { testName } = request;
  const run = runCase(request).then((result) => {
    process.stdout.write(delimit(ClientCompatResponse.encode({ testName, result })));
    running.delete(run);
  });
  running.add(run);
  if (running.size >= MAX_CONCURRENT_CALLS) await Promise.race(running);
}
await Promise.all(running);
await Promise.all([...channels.values()].map((channel) => channel.close()));
await closeWebChannels();
