import { ConnectionError, ErrorCode } from "../errors.ts";
import { FieldSection } from "../field-section.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { StreamFailure } from "../stream/stream-handler.ts";
import type { RequestHead } from "./request-head.ts";

const templates = new Map<number, HeaderTemplate>();

/** The fields of a response to a request that is not served: a line of text. */
export function errorTemplate(status: number): HeaderTemplate {
  let template = templates.get(status);
  if (template === undefined) {
    template = new HeaderTemplate([
      ":status",
      String(status),
      "content-type",
      "text/plain; charset=utf-8",
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

/** The error of a mistake of ours. */
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
