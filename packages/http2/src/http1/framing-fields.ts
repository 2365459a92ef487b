import { badRequest, RequestError } from "./request-error.ts";

/** The most digits of a content-length: below 2^53. */
const MOST_DIGITS = 15;

/**
 * The fields of a request that concern its connection and where its body ends (RFC 9112 section 6.3).
 * Everything by which two readers could disagree about that is an error.
 */
export class FramingFields {
  /** The value of Host; undefined when it is missing. */
  host: string | undefined;
  keepsAlive: boolean;
  expectsContinue: boolean;
  takesTrailers: boolean;
  /** Names of further fields that are for this connection only, which Connection lists; undefined for none. */
  private listed: Set<string> | undefined;
  private readonly isOld: boolean;
  private asksUpgrade: boolean;
  private upgrade: string | undefined;
  private contentLength: string | undefined;
  private transferCoding: string | undefined;

  /** @param isOld the request is of HTTP/1.0 */
  constructor(isOld: boolean) {
    this.host = undefined;
    this.keepsAlive = !isOld;
    this.expectsContinue = false;
    this.takesTrailers = false;
    this.listed = undefined;
    this.isOld = isOld;
    this.asksUpgrade = false;
    this.upgrade = undefined;
    this.contentLength = undefined;
    this.transferCoding = undefined;
  }

  /**
   * Takes a field.
   *
   * @returns whether it is one of these fields, which are not passed on to the handler
   * @throws RequestError for a second field of a name that permits one
   */
  take(name: string, value: string): boolean {
    switch (name) {
      case "host":
        if (this.host !== undefined) {
          throw badRequest("H1_HOST_REPEATED", "invalid host: expected one field, got several");
        }
        this.host = value;
        return true;
      case "content-length":
        if (this.contentLength !== undefined) {
          throw badRequest(
            "H1_CONTENT_LENGTH_REPEATED",
            "invalid content-length: expected one field, got several",
          );
        }
        this.contentLength = value;
        return true;
      case "transfer-encoding":
        this.transferCoding =
          this.transferCoding === undefined ? value : `${this.transferCoding}, ${value}`;
        return true;
      case "connection":
        for (const option of value.split(",")) this.takeOption(trimBlanks(option).toLowerCase());
        return true;
      case "expect":
        if (value.toLowerCase() !== "100-continue") {
          throw new RequestError(
            417,
            "H1_EXPECT",
            `invalid expect: expected 100-continue, got ${JSON.stringify(value)}`,
          );
        }
        this.expectsContinue = !this.isOld;
        return true;
      case "te":
        if (/(?:^|,)[ \t]*trailers[ \t]*(?:,|$)/i.test(value)) this.takesTrailers = !this.isOld;
        return true;
      case "upgrade":
        this.upgrade = this.upgrade === undefined ? value : `${this.upgrade}, ${value}`;
        return true;
      case "keep-alive":
      case "proxy-connection":
      case "trailer":
      case "http2-settings":
        return true;
      default:
        return false;
    }
  }

  private takeOption(option: string): void {
    if (option === "close") this.keepsAlive = false;
    else if (option === "upgrade") this.asksUpgrade = !this.isOld;
    else if (option !== "keep-alive" && option !== "") {
      this.listed ??= new Set();
      this.listed.add(option);
    }
  }

  /**
   * Returns fields without those that Connection lists, which are not for whom the request is passed on to
   * (RFC 9110 section 7.6.1).
   */
  withoutListed(fields: string[]): string[] {
    const { listed } = this;
    if (listed === undefined) return fields;
    return fields.filter((_text, index) => !listed.has(fields[index & ~1] as string));
  }

  /** @throws RequestError when the fields contradict each other, or one is missing */
  check(): void {
    const { contentLength, transferCoding, isOld } = this;
    if (this.host === undefined && !isOld) {
      throw badRequest("H1_HOST_MISSING", "missing field host: HTTP/1.1 requires it");
    }
    if (transferCoding !== undefined) this.checkCoding(transferCoding, contentLength);
    if (contentLength !== undefined && !isLength(contentLength)) {
      throw badRequest(
        "H1_CONTENT_LENGTH_FORM",
        `invalid content-length: expected 1 to ${MOST_DIGITS} digits, got ${JSON.stringify(contentLength)}`,
      );
    }
  }

  /** Whether the client offers to go on with the WebSocket protocol (RFC 6455 section 4.1). */
  get offersWebSocket(): boolean {
    const { asksUpgrade, upgrade, bodyLength } = this;
    if (!asksUpgrade || upgrade === undefined || bodyLength !== 0) return false;
    return /(?:^|,)[ \t]*websocket[ \t]*(?:,|$)/i.test(upgrade);
  }

  /** The length of the body; -1 when it is chunked. */
  get bodyLength(): number {
    if (this.transferCoding !== undefined) return -1;
    return this.contentLength === undefined ? 0 : Number(this.contentLength);
  }

  private checkCoding(transferCoding: string, contentLength: string | undefined): void {
    if (contentLength !== undefined) {
      throw badRequest(
        "H1_LENGTH_AND_CODING",
        "invalid request: expected content-length or transfer-encoding, got both",
      );
    }
    if (this.isOld) {
      throw badRequest(
        "H1_CODING_OLD",
        "invalid transfer-encoding: HTTP/1.0 does not have this field",
      );
    }
    const codings = transferCoding.toLowerCase().split(",").map(trimBlanks);
    if (codings.length === 1 && codings[0] === "chunked") return;
    if (codings.indexOf("chunked") !== codings.length - 1) {
      throw badRequest(
        "H1_CHUNKED_NOT_LAST",
        "invalid transfer-encoding: expected chunked once, at the end",
      );
    }
    throw new RequestError(
      501,
      "H1_CODING_UNKNOWN",
      `invalid transfer-encoding: expected chunked, got ${JSON.stringify(transferCoding)}`,
    );
  }
}

function isLength(text: string): boolean {
  if (text.length === 0 || text.length > MOST_DIGITS) return false;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

/**
 * Trims spaces and tabs, and nothing else: `trim` takes characters that are part of a value. A regular expression would
 * take quadratic time for spaces in the middle.
 */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
