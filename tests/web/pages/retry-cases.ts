/** Retries by service config. The server fails calls with the text `flaky:KEY` twice. */
import {
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  serviceConfig,
  webSocketStreams,
} from "@tramline/web";
import { EdgeService } from "../../edge/gen/edge/edge.ts";
import { same } from "./check.ts";

/** A case is given the server's address, the protocol, and a key of its own. */
type Case = (url: string, protocol: string, key: string) => Promise<void>;

function clientOf(url: string, protocol: string) {
  const retryPolicy = {
    maxAttempts: 3,
    initialBackoff: "0.01s",
    maxBackoff: "0.05s",
    backoffMultiplier: 2,
    retryableStatusCodes: ["UNAVAILABLE"],
  };
  const channel = createWebChannel(url, {
    protocol: protocol.includes("grpc-web") ? grpcWeb() : connect(),
    requestStreams: webSocketStreams(),
    serviceConfig: serviceConfig({ methodConfig: [{ name: [{}], timeout: "50s", retryPolicy }] }),
  });
  return createClient(EdgeService, channel);
}

/** Cases of calls that fail twice, by their names. */
export const retryCases: Readonly<Record<string, Case>> = {
  async "a unary call is tried again"(url, protocol, key) {
    const text = `flaky:${key}`;
    same((await clientOf(url, protocol).write({ text })).text, text, "the response");
  },

  async "a stream of responses is tried again"(url, protocol, key) {
    const counts: number[] = [];
    const call = clientOf(url, protocol).repeat({ text: `flaky:${key}`, count: 3 });
    for await (const { count } of call) counts.push(count);
    same(counts, [0, 1, 2], "the responses");
  },

  async "a stream of requests is sent again over a WebSocket"(url, protocol, key) {
    const requests = [{ text: `flaky:${key}` }, { text: ",b" }, { text: ",c" }];
    const { text, count } = await clientOf(url, protocol).collect(requests);
    same([text, count], [`flaky:${key},b,c`, 3], "the response");
  },
};
