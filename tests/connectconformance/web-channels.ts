import {
  connect,
  createWebChannel,
  type FetchFunction,
  fetchStreams,
  grpcWeb,
  type WebChannel,
  type WebChannelOptions,
  type WebSocketConstructor,
  webSocketFetch,
  webSocketStreams,
} from "@tramline/web";
import { Agent, fetch, H2CClient, WebSocket } from "undici";
import { compressors } from "./compressions.ts";
import type { ClientCompatRequest } from "./gen/connectrpc/conformance/v1/client_compat.ts";
import { HTTPVersion, Protocol } from "./gen/connectrpc/conformance/v1/config.ts";

// Channels over fetch: that of undici, which is Node's, with the certificates and the version of HTTP that a case
// asks for; or over WebSockets.

/** Of HTTP/1.1, and of HTTP/2 over TLS, by server and certificates. */
const agents = new Map<string, Agent>();

function agentTo(request: ClientCompatRequest, mayUseHttp2 = true): Agent {
  const { host, port, serverTlsCert, clientTlsCreds, httpVersion } = request;
  const allowH2 = mayUseHttp2 && httpVersion === HTTPVersion.HTTP_VERSION_2;
  const key = `${host}:${port} ${serverTlsCert.length} ${clientTlsCreds !== undefined} ${allowH2}`;
  let agent = agents.get(key);
  if (agent === undefined) {
    const certificates = clientTlsCreds && {
      cert: Buffer.from(clientTlsCreds.cert),
      key: Buffer.from(clientTlsCreds.key),
    };
    const connect = serverTlsCert.length > 0 && { ca: Buffer.from(serverTlsCert), ...certificates };
    agent = new Agent({ allowH2, ...(connect && { connect }) });
    agents.set(key, agent);
  }
  return agent;
}

/** Makes a request over HTTP/2 in cleartext, on a connection of its own: H2CClient never opens another. */
async function fetchOverH2c(url: string, init: RequestInit): Promise<Response> {
  const dispatcher = new H2CClient(new URL(url).origin);
  try {
    const response = await fetch(url, { ...init, dispatcher } as never);
    // Once the response has been read.
    void dispatcher.close();
    return response;
  } catch (error) {
    void dispatcher.destroy();
    throw error;
  }
}

function fetchOf(request: ClientCompatRequest): FetchFunction {
  const { serverTlsCert, httpVersion } = request;
  const isCleartext = serverTlsCert.length === 0;
  if (isCleartext && httpVersion === HTTPVersion.HTTP_VERSION_2) return fetchOverH2c;
  const dispatcher = agentTo(request);
  return (url, init) => fetch(url, { ...init, dispatcher } as never);
}

/** Returns a class of WebSockets with the certificates of a case. They are opened over HTTP/1.1, whatever it says. */
function webSocketOf(request: ClientCompatRequest): WebSocketConstructor {
  const dispatcher = agentTo(request, false);
  return class extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, { protocols: [protocol], dispatcher });
    }
  };
}

/** Returns what carries the calls of a case: streams of requests by fetch, or all calls on WebSockets. */
function carrierOf(
  request: ClientCompatRequest,
  isOverWebSocket: boolean,
): Pick<WebChannelOptions, "fetch" | "requestStreams"> {
  if (!isOverWebSocket) return { fetch: fetchOf(request), requestStreams: fetchStreams() };
  const options = { WebSocket: webSocketOf(request) };
  return { fetch: webSocketFetch(options), requestStreams: webSocketStreams(options) };
}

/** Returns a channel of Connect or gRPC-Web for a case. */
export function webChannelTo(request: ClientCompatRequest, isOverWebSocket: boolean): WebChannel {
  const { host, port, protocol, serverTlsCert, useGetHttpMethod } = request;
  const scheme = serverTlsCert.length > 0 ? "https" : "http";
  return createWebChannel(`${scheme}://${host}:${port}`, {
    protocol: protocol === Protocol.CONNECT ? connect({ get: useGetHttpMethod }) : grpcWeb(),
    compressors,
    ...carrierOf(request, isOverWebSocket),
  });
}

/** Closes all connections. */
export async function closeWebChannels(): Promise<void> {
  await Promise.all([...agents.values()].map((agent) => agent.destroy()));
}
