import type { MetadataInit } from "../metadata/metadata.ts";

/** The facts that a call's credentials may depend on. */
export interface CallCredentialsContext {
  /** The service the token is for: `https://orders.example/shop.v1.OrderService`. */
  readonly serviceUrl: string;
  /** The method's name alone: `GetOrder`. */
  readonly method: string;
}

/**
 * Returns the metadata that proves the client's identity to a server, such as
 * `() => ({ authorization: "Bearer …" })`. Called for each attempt of a call: a function whose tokens take
 * time should keep them. Only used over TLS, and within a process.
 */
export type CallCredentials = (
  context: CallCredentialsContext,
) => MetadataInit | Promise<MetadataInit>;
