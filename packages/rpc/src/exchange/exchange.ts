// The seam between a protocol and what carries its bytes: an HTTP/2 stream today. Interfaces only, which
// the stream of @tramline/http2 satisfies as it is: no object stands between the two.

/** A header or trailer section that has been received. Shared where a peer sends the same one again. */
export interface ReceivedFields {
  /** Name, value, name, value, …, in the order of arrival; one character per byte. */
  readonly fields: readonly string[];
  /** Free for the protocol: what it derived from `fields`. */
  memo: unknown;
  /**
   * Undefined for fields that obey HTTP's rules, else the token of the first violation. A section that
   * was cut off at the limit, and which no protocol may act upon, has {@link FIELDS_TOO_LARGE}.
   */
  readonly malformed: string | undefined;
  /** The HTTP status of a response; 0 otherwise. */
  readonly status: number;
}

/** `ReceivedFields.malformed` of a section that is larger than allowed. */
export const FIELDS_TOO_LARGE = "H2_FIELD_SECTION_TOO_LARGE";

/**
 * Fields that are the same every time. An exchange may keep their encoding by identity: make one for
 * each method or each kind of response, not one for each call.
 */
export class FieldTemplate {
  /** Name, value, name, value, …; names in lower case, pseudo-header fields first. */
  readonly fields: readonly string[];
  /** Their size by the measure of RFC 7541 section 4.1: names, values, and 32 for each. */
  readonly size: number;

  constructor(fields: readonly string[]) {
    this.fields = fields;
    let size = fields.length * 16;
    for (const text of fields) size += text.length;
    this.size = size;
  }
}

/** Why an exchange ended before both sides had finished it. */
export interface ExchangeFailure {
  /** The error code (RFC 9113 section 7), or the closest one where the exchange has others. */
  readonly errorCode: number;
  /**
   * The peer's reset, our own reset because the peer broke a rule, a connection that goes away without
   * having looked at the exchange, or the end of the connection.
   */
  readonly origin: "peerReset" | "localReset" | "goaway" | "connection";
  /** The reason, for a person. */
  readonly message: string;
  /** Whether the peer is known not to have acted on it: it is safe to repeat. */
  readonly unprocessed: boolean;
  /** The error that ended the connection, where there is one. */
  readonly cause: Error | undefined;
}

/** The error codes that protocols use to reset an exchange (RFC 9113 section 7). */
export const ResetCode = { NO_ERROR: 0x0, REFUSED_STREAM: 0x7, CANCEL: 0x8 } as const;

/** The events of an exchange, for its protocol. Each method must not throw, nor keep `bytes`. */
export interface ExchangeHandler {
  /** The header section of the response (client). */
  onHeaders(section: ReceivedFields, endStream: boolean): void;
  /**
   * A piece of the body as it came, not aligned to messages. The peer may send more only after
   * `Exchange.consume` has given the bytes back.
   */
  onData(bytes: Uint8Array, start: number, end: number): void;
  /** The peer has finished its side: with trailers, or without. */
  onEnd(trailers: ReceivedFields | undefined): void;
  /** The exchange is over without a proper end. Nothing follows. */
  onFailure(failure: ExchangeFailure): void;
  /** Everything handed to the exchange for sending has left; send more. */
  onSendReady(): void;
}

/** Lends memory for large messages, and takes it back. */
export interface MemoryLender {
  /** `bytes`, as handed to `MessageOutlet.sendData`, have left. */
  giveBack(bytes: Uint8Array): void;
}

/** The writer of exchanges that share a way out, such as a connection. */
export interface ExchangeWriter {
  /** Where a message may be encoded in place; `bytes` is replaced when it grows. */
  readonly output: { readonly bytes: Uint8Array };
}

/** Where messages go: an exchange, or what passes them on to one. */
export interface MessageOutlet {
  /** Holds the memory in which messages are encoded in place. */
  readonly writer: ExchangeWriter;
  /**
   * Begins a message that is encoded straight into `writer.output.bytes`.
   *
   * @returns where its bytes must begin, or -1 when it has to wait: then it goes by `sendData`, as it
   * does when `writer.output.bytes` is another array afterwards. `commit` or `release` must follow.
   */
  reserve(): number;
  /** Ends the message that `reserve` began: it is at `writer.output.bytes[start..end)`. */
  commit(start: number, end: number, endStream: boolean): void;
  /** Gives up what `reserve` began. */
  release(): void;
  /**
   * Sends a piece of body; the array belongs to the exchange from here on.
   *
   * @param owner gets the array back once it has left
   */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void;
}

/** One request and its response on their way over something: what a protocol needs of either side. */
export interface Exchange extends MessageOutlet {
  /** Hears of what comes. */
  handler: ExchangeHandler;
  /** Our side has finished, or the exchange is over. */
  readonly localEnded: boolean;
  /** The peer's side has finished, or the exchange is over. */
  readonly remoteEnded: boolean;
  /** Whether a sender should go on. After false, `ExchangeHandler.onSendReady` tells when, once it was awaited. */
  readonly isWritable: boolean;
  /** Asks for one `onSendReady`, when `isWritable` is (or becomes) true. */
  awaitReady(): void;
  /** Ends the exchange at once, both ways. Its handler hears no more of it. */
  reset(errorCode: number): void;
  /** `bytes` of received body are not held any more: the peer may send as many again. */
  consume(bytes: number): void;
  /** A message of which `bytes` are still to come is waited for, whatever the window. */
  expect(bytes: number): void;
  /** A part of the body has kept the event loop busy for `ms` in one go. */
  onBlocked(ms: number): void;
}

/** An exchange on the server. */
export interface ServedExchange extends Exchange {
  /** The call cannot go on without more of the peer's body: the exchange ends when none comes for long. */
  awaitsBody: boolean;
  /**
   * The length of the body where what carries it knows it, in bytes; -1 if it is not known before its end. Left out:
   * only the field content-length, if it is there, says so.
   */
  readonly bodyLength?: number | undefined;
  /** Whether the peer accepts a field section of this size. A larger one must not be sent. */
  fits(template: FieldTemplate, fields: readonly string[]): boolean;
  /** Sends the response's header section. */
  sendHeaders(template: FieldTemplate, fields: readonly string[]): void;
  /** Sends the last header section, behind all data, and ends our side. */
  sendTrailers(template: FieldTemplate, fields: readonly string[]): void;
  /** Nobody reads what the peer still sends: once our side has ended, the exchange is reset. */
  stopReading(): void;
  /** The peer broke a rule of the protocol in its body; counts against what a peer may do. */
  blame(): void;
  /**
   * A frame of the peer, of a protocol within the body, carries nothing; counts against what a peer may do. Left out:
   * the exchange does not carry such protocols.
   */
  countControl?(): void;
  /**
   * A part of the body, of `packedBytes`, has been inflated to `bytes`.
   *
   * @returns how long nothing further should be inflated, in milliseconds; 0 for not at all
   */
  countInflated(packedBytes: number, bytes: number): number;
  /**
   * How long the peer still has to wait for what it has had inflated to far more than is ordinary, in
   * milliseconds.
   */
  readonly inflationDebtMs: number;
}
