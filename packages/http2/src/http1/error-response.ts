import { ConnectionError, ErrorCode } from "../errors.ts";
import { FieldSection } from "../field-section.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { StreamFailure, StreamHandler } from "../stream/stream-handler.ts";
import type { RequestHead } from "./request-head.ts";

const templates = new Map<number, HeaderTemplate>();

/** The fields of an error response, whose body is a line of text in the bytes of the request (Latin-1). */
export function errorTemplate(status: number): HeaderTemplate {
  let template = templates.get(status);
  if (template === undefined) {
    template = new HeaderTemplate([
      ":status",
      String(status),
      "content-type",
      "text/plain; charset=iso-8859-1",
    ]);
    templates.set(status, template);
  }
  return template;
}

/** Stands for the head of a request that could not be read. */
export const unreadableHead: RequestHead = {
  section: new FieldSection([], 0, undefined),
  method: "",
  isOld: false,
  contentLength: 0,
  keepsAlive: false,
  expectsContinue: false,
  takesTrailers: false,
};

/** Wraps an unexpected error, which is a bug of the library or the acceptor. */
export function internalError(error: unknown): ConnectionError {
  const message = error instanceof Error ? error.message : "an internal error";
  const failure = new ConnectionError(ErrorCode.INTERNAL_ERROR, "H1_INTERNAL", message);
  return Object.assign(failure, { cause: error });
}

/** Makes the failure of an exchange that ends early, for its handler. */
export function failureOf(
  origin: "localReset" | "connection",
  errorCode: number,
  message: string,
  cause: Error | undefined,
): StreamFailure {
  return { errorCode, origin, message, unprocessed: false, cause };
}

/** The handler of an exchange between its creation and its acceptor's response. */
export const unattached: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};
