import {
  connect,
  createWebChannel,
  type FetchFunction,
  fetchStreams,
  grpcWeb,
  type WebChannel,
} from "@tramline/web";
import { Agent, fetch, H2CClient } from "undici";
import { compressors } from "./compressions.ts";
import type { ClientCompatRequest } from "./gen/connectrpc/conformance/v1/client_compat.ts";
import { HTTPVersion, Protocol } from "./gen/connectrpc/conformance/v1/config.ts";

// Channels over fetch: that of undici, which is Node's, with the certificates and the version of HTTP that a case
// asks for.

/** Of HTTP/1.1, and of HTTP/2 over TLS, by server and certificates. */
const agents = new Map<string, Agent>();

function agentTo(request: ClientCompatRequest): Agent {
  const { host, port, serverTlsCert, clientTlsCreds, httpVersion } = request;
  const allowH2 = httpVersion === HTTPVersion.HTTP_VERSION_2;
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

/** Returns a channel of Connect or gRPC-Web for a case. */
export function webChannelTo(request: ClientCompatRequest): WebChannel {
  const { host, port, protocol, serverTlsCert, useGetHttpMethod } = request;
  const scheme = serverTlsCert.length > 0 ? "https" : "http";
  return createWebChannel(`${scheme}://${host}:${port}`, {
    protocol: protocol === Protocol.CONNECT ? connect({ get: useGetHttpMethod }) : grpcWeb(),
    compressors,
    requestStreams: fetchStreams(),
    fetch: fetchOf(request),
  });
}

/** Closes all connections. */
export async function closeWebChannels(): Promise<void> {
  await Promise.all([...agents.values()].map((agent) => agent.destroy()));
}
