/** The script of the page in which our browser client makes the calls of cases. */
import { createRegistry } from "@tramline/protobuf";
import { connect, createClient, createWebChannel, fetchStreams, grpcWeb } from "@tramline/web";
import { jsonCodec } from "@tramline/web/json";
import {
  ClientCompatRequest,
  ClientCompatResponse,
} from "../gen/connectrpc/conformance/v1/client_compat.ts";
import { Codec, Protocol } from "../gen/connectrpc/conformance/v1/config.ts";
import { ConformanceService } from "../gen/connectrpc/conformance/v1/service.ts";
import { makeCall } from "../make-call.ts";
import { streamCompressors } from "./stream-compressors.ts";

const codec = jsonCodec({ registry: createRegistry(ConformanceService) });

function clientFor(request: ClientCompatRequest) {
  const { host, port, protocol, serverTlsCert, useGetHttpMethod } = request;
  const scheme = serverTlsCert.length > 0 ? "https" : "http";
  const channel = createWebChannel(`${scheme}://${host}:${port}`, {
    protocol: protocol === Protocol.CONNECT ? connect({ get: useGetHttpMethod }) : grpcWeb(),
    requestStreams: fetchStreams(),
    compressors: streamCompressors,
    ...(request.codec === Codec.JSON && { codec }),
  });
  return createClient(ConformanceService, channel);
}

/** Runs a case: takes a `ClientCompatRequest` and returns a `ClientCompatResponse`, both in base64. */
async function runCase(text: string): Promise<string> {
  const request = ClientCompatRequest.decode(
    Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
  );
  const { testName } = request;
  let bytes: Uint8Array;
  try {
    const value = await makeCall(clientFor(request), request);
    bytes = ClientCompatResponse.encode({ testName, result: { case: "response", value } });
  } catch (error) {
    const value = { message: String(error) };
    bytes = ClientCompatResponse.encode({ testName, result: { case: "error", value } });
  }
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

Object.assign(globalThis, { runCase });
