import { FieldTemplate } from "../../exchange/exchange.ts";
import { MESSAGE_PREFIX_LENGTH, writeFlaggedPrefix } from "../../framing/message-prefix.ts";
import { encodeBase64 } from "../../metadata/base64.ts";
import type { Metadata } from "../../metadata/metadata.ts";
import type { CodeName } from "../../status/code.ts";
import { detailJson } from "../../status/detail-fields.ts";
import { httpStatusOf } from "../../status/http-status.ts";
import { detailTypeName } from "../../status/status-details.ts";
import { StatusError } from "../../status/status-error.ts";
import { withoutStack } from "../../status/without-stack.ts";
import { UNNAMED_COMPRESSION } from "../exchange-call.ts";
import { metadataFields } from "../grpc/response-fields.ts";

// Errors as Connect has them (Connect Protocol Reference, Error Codes; Error and EndStreamResponse).

const templates = new Map<string, FieldTemplate>();

/** The constant fields of an error's unary response. */
export function errorTemplate(code: CodeName): FieldTemplate {
  return statusTemplate(String(httpStatusOf(code)));
}

/** The constant fields of a response with an error in JSON and this HTTP status. */
export function statusTemplate(status: string): FieldTemplate {
  let template = templates.get(status);
  if (template === undefined) {
    template = new FieldTemplate([":status", status, "content-type", "application/json"]);
    templates.set(status, template);
  }
  return template;
}

interface ErrorDetailJson {
  readonly type: string;
  /** In base64. */
  readonly value: string;
  /** The detail for people to read, where its type is known. */
  readonly debug?: object;
}

/** An error as it is printed in JSON. */
interface ErrorJson {
  readonly code: string;
  readonly message?: string;
  readonly details?: readonly ErrorDetailJson[];
}

/** The name of a code, which differs from gRPC's in one. */
function connectCode(code: CodeName): string {
  return code === "CANCELLED" ? "canceled" : code.toLowerCase();
}

function errorJson({ code, rawMessage, details }: StatusError): ErrorJson {
  return {
    code: connectCode(code),
    ...(rawMessage !== "" && { message: rawMessage }),
    ...(details.length > 0 && {
      details: details.map((one) => {
        const type = detailTypeName(one);
        const debug = detailJson(type, one.value);
        return { type, value: encodeBase64(one.value), ...(debug !== undefined && { debug }) };
      }),
    }),
  };
}

const encoder = new TextEncoder();

/** The body of an error's unary response. */
export function encodeError(error: StatusError): Uint8Array {
  return encoder.encode(JSON.stringify(errorJson(error)));
}

/** The flag of the last part of a streaming response. */
const END_FLAG = 0x02;

/** The last part of a streaming response, with its prefix: the error, if there is one, and the trailers. */
export function encodeEnd(error: StatusError | undefined, trailers: readonly string[]): Uint8Array {
  const metadata: Record<string, string[]> = {};
  for (let i = 0; i < trailers.length; i += 2) {
    const values = (metadata[trailers[i] as string] ??= []);
    values.push(trailers[i + 1] as string);
  }
  const text = JSON.stringify({
    ...(error !== undefined && { error: errorJson(error) }),
    ...(trailers.length > 0 && { metadata }),
  });
  const json = encoder.encode(text);
  const part = new Uint8Array(MESSAGE_PREFIX_LENGTH + json.length);
  writeFlaggedPrefix(part, 0, json.length, END_FLAG);
  part.set(json, MESSAGE_PREFIX_LENGTH);
  return part;
}

/**
 * The trailers of a call, as fields.
 *
 * @param error its own metadata is sent as well, unless it is the error of a call that the handler made
 */
export function trailerFields(
  error: StatusError | undefined,
  trailers: Metadata | undefined,
): string[] {
  const fields = metadataFields(trailers);
  if (error !== undefined && error.call === undefined)
    fields.push(...metadataFields(error.metadata));
  return fields;
}

/** Trailers as they are among the headers of a unary response. */
export function prefixTrailers(trailers: readonly string[]): string[] {
  return trailers.map((text, i) => (i % 2 === 0 ? `trailer-${text}` : text));
}

/**
 * A request that breaks the rules is the client's mistake: invalid_argument, where gRPC has INTERNAL. The
 * conformance suite of Connect expects `internal` in one case: compression that is not named.
 */
export function asClientError(error: StatusError): StatusError {
  const { cause, code, rawMessage } = error;
  if (code !== "INTERNAL" || rawMessage === UNNAMED_COMPRESSION) return error;
  return withoutStack(() => new StatusError("INVALID_ARGUMENT", rawMessage, { cause }));
}
