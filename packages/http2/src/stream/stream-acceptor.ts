import type { FieldSection } from "../field-section.ts";
import type { Stream } from "./stream.ts";
import type { StreamHandler } from "./stream-handler.ts";

/** A server's entrance: one call per request that a peer opens. */
export interface StreamAcceptor {
  /** Returns who handles the stream from here on. The request's fields have been checked. */
  onRequest(stream: Stream, section: FieldSection, endStream: boolean): StreamHandler;
}
