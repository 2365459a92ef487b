import type { AnyMethodType } from "@tramline/protobuf";

/** A request as fetch takes it. */
export interface WebRequest {
  /** The request's address. */
  readonly url: string;
  /** The HTTP method. Default: POST. */
  readonly method?: string;
  /** Names and values. */
  readonly headers: readonly string[];
  /** The body; undefined for none. */
  readonly body?: Uint8Array | undefined;
}

/** The only request message of a call, encoded. */
export interface OnlyMessage {
  /** The message, compressed where `compression` is set. */
  readonly bytes: Uint8Array;
  /** The name of its compression; undefined for none. */
  readonly compression: string | undefined;
}

/** Takes a response, in its order. */
export interface ResponseSink {
  /** The largest message accepted, in bytes after decompression. */
  readonly maxReceiveBytes: number;
  /** Takes the response's metadata: name, value, name, value, … */
  onHeaders(fields: readonly string[]): void;
  /** Takes a message. Resolves when the next one may follow. */
  onMessage(bytes: Uint8Array): Promise<void>;
  /**
   * Inflates a part of the body.
   *
   * @param compression the name of its compression; undefined when the response names none
   * @throws StatusError (as a rejection) for a compression that the channel does not have, too
   */
  inflate(bytes: Uint8Array, compression: string | undefined): Promise<Uint8Array>;
}

/** A protocol that is bound to one method. */
export interface WebMethod {
  /** Returns the request of a call that sends one message. */
  request(fields: readonly string[], message: OnlyMessage): WebRequest;
  /**
   * Reads a response to its end.
   *
   * @returns the trailers of a call that ended with OK
   * @throws StatusError (as a rejection) for every other end
   */
  receive(response: Response, sink: ResponseSink): Promise<readonly string[]>;
  /** The requests of calls that send a stream of messages; undefined where there are no such calls. */
  readonly streamed?: StreamedRequests | undefined;
}

/** The requests of calls that send a stream of messages. */
export interface StreamedRequests {
  /**
   * Returns the request without its body.
   *
   * @param compression the name of the compression of messages; undefined for none
   */
  request(fields: readonly string[], compression: string | undefined): WebRequest;
  /** Returns the piece of the body that is one message. */
  part(bytes: Uint8Array, isCompressed: boolean): Uint8Array;
}

/** The settings that a protocol needs of a channel. */
export interface WebMethodSettings {
  /** The method that is called. */
  readonly method: AnyMethodType;
  /** The method's address. */
  readonly url: string;
  /** The name of the encoding of messages, such as "proto". */
  readonly codecName: string;
  /** Names of the compressions that are accepted, separated by commas; empty for none. */
  readonly acceptEncoding: string;
}

/** A protocol that carries calls over fetch. Passed to `createWebChannel`. */
export interface WebProtocol {
  /** The name in error messages, such as "Connect". */
  readonly name: string;
  /** Binds the protocol to a method. */
  bind(settings: WebMethodSettings): WebMethod;
}
