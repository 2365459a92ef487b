/** Serves the page and its API on the loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CallOptions, type ClientChannel, Metadata } from "tramline";
import { CallTable } from "./call-table.ts";
import { contractToJson } from "./contract-to-json.ts";
import type { ExplorerContract } from "./explorer-contract.ts";
import { type PageFile, readPageFiles } from "./page-files.ts";
import type { ContractJson } from "./page-protocol.ts";
import { Problem, problemOf } from "./problem.ts";
import { readJson } from "./read-json.ts";
import { createToken, rejection } from "./request-guard.ts";

/** The settings of {@link startExplorer}. */
export interface ExplorerOptions {
  /** The server that calls go to, as the user named it. Shown, and part of copied commands. */
  readonly target: string;
  /** Makes the calls. The caller closes it. */
  readonly channel: ClientChannel;
  /** Loads the contract, for a page that is opened or reloaded. An error's `hint` is shown too. */
  readonly loadContract: () => Promise<ExplorerContract>;
  /** The options of every call: metadata, waitForReady, timeoutMs. */
  readonly callOptions?: CallOptions | undefined;
  /** Flags with which `tram call` reaches the same server, for copied commands. */
  readonly commandFlags?: readonly string[] | undefined;
  /** Port on 127.0.0.1. Default 0: any free one. */
  readonly port?: number | undefined;
}

/** A page that is served. */
export interface Explorer {
  /** The address to open, with the token that this run accepts. */
  readonly url: string;
  /** Cancels the calls of open pages, and stops to serve. */
  close(): Promise<void>;
}

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/**
 * Starts to serve the page on 127.0.0.1. Only pages of the returned address can make calls.
 *
 * @throws the error of the system when the port is taken
 */
export async function startExplorer(options: ExplorerOptions): Promise<Explorer> {
  const site = new Site(options);
  const server = createServer((request, response) => void site.serve(request, response));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  site.port = port;
  return {
    url: `http://127.0.0.1:${port}/#token=${site.token}`,
    async close() {
      site.calls.cancelAll();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

class Site {
  readonly token: string;
  readonly calls: CallTable;
  /** Set once it is known. */
  port: number;
  private readonly options: ExplorerOptions;
  /** Read with the first request. */
  private files: ReadonlyMap<string, PageFile> | undefined;
  /** The contract that the pages have seen last. */
  private contract: ExplorerContract | undefined;

  constructor(options: ExplorerOptions) {
    this.token = createToken();
    this.calls = new CallTable(options.channel, options.callOptions ?? {});
    this.port = 0;
    this.options = options;
    this.files = undefined;
    this.contract = undefined;
  }

  /** Serves one request. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    try {
      const [path = "/"] = (request.url ?? "/").split("?", 1);
      const isApi = path.startsWith("/api/");
      const reason = rejection(request, this.port, isApi ? this.token : undefined);
      if (reason !== undefined) throw new Problem(403, { problem: reason });
      if (isApi) await this.serveApi(path.slice("/api/".length), request, response);
      else this.serveFile(path, request, response);
    } catch (error) {
      const { status, json } = problemOf(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, status, json);
    }
  }

  private serveFile(path: string, request: IncomingMessage, response: ServerResponse): void {
    this.files ??= readPageFiles();
    const file = this.files.get(path);
    if (file === undefined) throw new Problem(404, { problem: `unknown page ${path}` });
    if (request.method !== "GET") throw new Problem(405, { problem: "use GET" });
    response.writeHead(200, { "content-type": file.type }).end(file.content);
  }

  private async serveApi(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (path === "contract" && request.method === "GET") {
      sendJson(response, 200, await this.describe());
      return;
    }
    if (request.method !== "POST") throw new Problem(405, { problem: "use POST" });
    const body = await readJson(request);
    if (path === "call") {
      this.contract ??= await this.options.loadContract();
      await this.calls.begin(body, this.contract, response);
      return;
    }
    const [, id, action] = /^call\/([\w-]+)\/(\w+)$/.exec(path) ?? [];
    if (id === undefined || action === undefined) {
      throw new Problem(404, { problem: `unknown request ${path}` });
    }
    await this.calls.act(id, action, body);
    response.writeHead(204).end();
  }

  private async describe(): Promise<ContractJson> {
    const { target, callOptions, commandFlags, loadContract } = this.options;
    this.contract = await loadContract();
    return {
      target,
      commandFlags: commandFlags ?? [],
      problems: this.contract.problems,
      fixedMetadata: Object.keys(new Metadata(callOptions?.metadata).toJSON()),
      ...contractToJson(this.contract),
    };
  }
}

function sendJson(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}
