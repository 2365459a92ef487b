import type { Reader } from "@tramline/protobuf/wire";
import type { DecodableType } from "@tramline/rpc";
import { createRequest } from "../request/create-request.ts";
import type { RestHead } from "./rest-head.ts";
import type { RestMethod } from "./rest-method.ts";

/** Makes the message of a request out of its path, query, and body: what decodes the body of a call. */
export class RequestDecoder implements DecodableType<unknown> {
  readonly typeName: string;
  private readonly method: RestMethod;
  private readonly head: RestHead;
  private readonly segments: readonly string[];

  constructor(method: RestMethod, head: RestHead, segments: readonly string[]) {
    this.typeName = method.binding.method.input.typeName;
    this.method = method;
    this.head = head;
    this.segments = segments;
  }

  decodeFrom(reader: Reader, end: number): unknown {
    const { binding, settings } = this.method;
    // The bytes are in memory of the network's, and a message may keep them.
    const body = reader.bytes.slice(reader.position, end);
    reader.position = end;
    const { query, contentType } = this.head;
    return createRequest(
      binding,
      { segments: this.segments, query, contentType, body },
      settings.request,
    );
  }
}
