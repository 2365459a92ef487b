/** The calls that pages have open: begins them, and finds them again for messages that follow. */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { JsonObject, JsonValue } from "@tramline/protobuf";
import { parseBase64 } from "@tramline/protobuf/internal";
import { type CallOptions, type ClientChannel, Metadata } from "tramline";
import type { ExplorerContract } from "./explorer-contract.ts";
import { LiveCall } from "./live-call.ts";
import type { CallEvent } from "./page-protocol.ts";
import { Problem } from "./problem.ts";

/** Most calls open at once, of all pages. */
const MAX_CALLS = 100;

/** The calls of an explorer. */
export class CallTable {
  private readonly channel: ClientChannel;
  /** Metadata and the like that every call has. */
  private readonly callOptions: CallOptions;
  private readonly calls: Map<string, LiveCall>;

  constructor(channel: ClientChannel, callOptions: CallOptions) {
    this.channel = channel;
    this.callOptions = callOptions;
    this.calls = new Map();
  }

  /**
   * Makes a call whose events are the response, a line each. Cancels it when the reader goes away.
   *
   * @param body a CallRequest
   * @throws Problem for a request that cannot be sent; the response is not begun then
   */
  async begin(
    body: JsonValue,
    contract: ExplorerContract,
    response: ServerResponse,
  ): Promise<void> {
    if (this.calls.size >= MAX_CALLS) {
      throw new Problem(429, { problem: `${MAX_CALLS} calls are open`, hint: "Cancel some." });
    }
    const given = asObject(body, "a call");
    const path = typeof given["method"] === "string" ? given["method"] : "";
    const method = contract.services
      .flatMap(({ methods }) => methods)
      .find((one) => one.path === `/${path}`);
    if (method === undefined) {
      throw new Problem(404, {
        problem: `unknown method ${path}: reload the page to read the contract again`,
      });
    }
    const { timeoutMs } = given;
    const call = new LiveCall({
      contract,
      channel: this.channel,
      method,
      request: given["request"],
      options: {
        ...this.callOptions,
        metadata: mergeMetadata(this.callOptions, given["metadata"]),
        timeoutMs: typeof timeoutMs === "number" ? timeoutMs : this.callOptions.timeoutMs,
      },
      emit: (event) => write(response, event),
    });
    const id = randomUUID();
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.on("close", () => call.cancel());
    this.calls.set(id, call);
    try {
      await write(response, { event: "begin", id });
      await call.run();
    } finally {
      this.calls.delete(id);
      response.end();
    }
  }

  /**
   * Does something with an open call: `send` (with a message), `close`, or `cancel`.
   *
   * @throws Problem for a call that is not open, and a message that does not fit
   */
  async act(id: string, action: string, body: JsonValue): Promise<void> {
    const call = this.calls.get(id);
    if (call === undefined) throw new Problem(404, { problem: "the call has ended" });
    if (action === "send") await call.send(asObject(body, "a message")["message"] ?? {});
    else if (action === "close") await call.close();
    else if (action === "cancel") call.cancel();
    else
      throw new Problem(404, {
        problem: `unknown action ${action}: expected send, close, or cancel`,
      });
  }

  /** Cancels all calls. */
  cancelAll(): void {
    for (const call of this.calls.values()) call.cancel();
  }
}

async function write(response: ServerResponse, event: CallEvent): Promise<void> {
  if (response.destroyed || response.write(`${JSON.stringify(event)}\n`)) return;
  const abort = new AbortController();
  const options = { signal: abort.signal };
  // A reader that goes away takes no more, and need not be waited for.
  await Promise.race([once(response, "drain", options), once(response, "close", options)]).finally(
    () => abort.abort(),
  );
}

function asObject(json: JsonValue, what: string): JsonObject {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw new Problem(400, { problem: `invalid request: expected ${what} as a JSON object` });
}

function mergeMetadata(fixed: CallOptions, given: JsonValue | undefined): Metadata {
  const metadata = new Metadata(fixed.metadata);
  const entries = Array.isArray(given) ? given : [];
  for (const entry of entries) {
    const [name, value] = Array.isArray(entry) ? entry : [];
    if (typeof name !== "string" || typeof value !== "string") continue;
    try {
      const isBinary = name.toLowerCase().endsWith("-bin");
      metadata.append<string>(name, isBinary ? fromBase64(value) : value);
    } catch (error) {
      const { message } = error as Error;
      throw new Problem(400, { problem: `invalid metadata ${name}: ${message}` });
    }
  }
  return metadata;
}

function fromBase64(text: string): Uint8Array {
  const bytes = parseBase64(text);
  if (bytes === undefined) throw new Error("expected base64 for a name in -bin");
  return bytes;
}
