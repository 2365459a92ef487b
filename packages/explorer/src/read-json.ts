/** Reads the JSON body of a request. */
import type { IncomingMessage } from "node:http";
import type { JsonValue } from "@tramline/protobuf";
import { Problem } from "./problem.ts";

/** Largest body, in bytes. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** @throws Problem for a body that is too large, or not JSON */
export async function readJson(request: IncomingMessage): Promise<JsonValue> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new Problem(413, { problem: `the request is larger than ${MAX_BODY_BYTES} bytes` });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as JsonValue;
  } catch {
    throw new Problem(400, { problem: "the body is not JSON" });
  }
}
