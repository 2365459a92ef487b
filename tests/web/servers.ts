/** Our server, over both versions of HTTP, with the facts of its calls. */
import { createServer } from "tramline";
import { tlsFile } from "../e2e/tls-files.ts";
import { EdgeService } from "../edge/gen/edge/edge.ts";
import { createWebService, type WebService } from "./service.ts";

/** A version of HTTP: Chromium speaks HTTP/2 over TLS alone. */
export type HttpVersion = "HTTP/1.1" | "HTTP/2";

/** Both servers. */
export interface WebServers {
  readonly urls: Readonly<Record<HttpVersion, string>>;
  /** What both serve. */
  readonly service: WebService;
  close(): Promise<void>;
}

/** Starts servers that pages of one origin may call. */
export async function startServers(origin: string): Promise<WebServers> {
  const cors = { origins: [origin], allowedHeaders: ["mine"] };
  const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
  const service = createWebService();
  const plain = createServer({ cors }).add(EdgeService, service.implementation);
  const secure = createServer({ cors, tls }).add(EdgeService, service.implementation);
  const [one, two] = await Promise.all([plain.listen("127.0.0.1:0"), secure.listen("127.0.0.1:0")]);
  return {
    urls: {
      "HTTP/1.1": `http://127.0.0.1:${one.port}`,
      "HTTP/2": `https://127.0.0.1:${two.port}`,
    },
    service,
    async close() {
      await plain.close({ graceMs: 0 });
      await secure.close({ graceMs: 0 });
    },
  };
}
