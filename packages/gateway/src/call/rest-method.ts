import type { PrintJsonOptions } from "@tramline/protobuf";
import type { Codec } from "@tramline/rpc";
import type { IncomingHeader } from "../headers/incoming.ts";
import type { OutgoingHeader } from "../headers/outgoing.ts";
import type { RequestOptions } from "../request/create-request.ts";
import type { Binding } from "../rule/binding.ts";

/** The settings that all calls of a gateway share. */
export interface RestSettings {
  readonly request: RequestOptions;
  readonly printJson: PrintJsonOptions;
  readonly incomingHeader: IncomingHeader;
  readonly outgoingHeader: OutgoingHeader;
}

/** How one route is served. */
export interface RestMethod {
  readonly binding: Binding;
  /** The codec of its responses. */
  readonly codec: Codec;
  /** Whether the response, or the field of it that is the body, is a google.api.HttpBody. */
  readonly isRaw: boolean;
  readonly settings: RestSettings;
}
