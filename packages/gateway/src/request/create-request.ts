import {
  dynamicType,
  type FieldDescriptor,
  type JsonValue,
  type MessageDescriptor,
  type ParseJsonOptions,
  wellKnownForm,
} from "@tramline/protobuf";
import { HttpBody } from "@tramline/protobuf/google/api";
import {
  fieldFromJson,
  jsonTypeOf,
  parseJsonText,
  refuseDuplicateNames,
} from "@tramline/protobuf/internal";
import { type Binding, HTTP_BODY } from "../rule/binding.ts";
import { decodePercent } from "../template/percent.ts";
import { badRequest } from "./bad-request.ts";
import { parseFieldText } from "./field-text.ts";
import { maskFromBody } from "./mask-from-body.ts";
import { applyQuery, type QueryOptions } from "./query.ts";
import { type AnyMessage, assign, ownerOf, valueOf } from "./set-field.ts";

/** How requests are read. */
export interface RequestOptions extends QueryOptions {
  readonly json: ParseJsonOptions;
}

/** The parts of an HTTP request that make a message. */
export interface RestRequestParts {
  /** The segments of the path, as sent, without the verb. */
  readonly segments: readonly string[];
  /** The part behind the `?`, as sent. */
  readonly query: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Makes the request message of an HTTP request, by the rules of google/api/http.proto.
 *
 * @throws StatusError INVALID_ARGUMENT when a part of it does not fit
 */
export function createRequest(
  binding: Binding,
  parts: RestRequestParts,
  options: RequestOptions,
): AnyMessage {
  const message = messageOfBody(binding, parts, options.json);
  for (const { variable, path } of binding.variables) {
    const place = `path variable ${JSON.stringify(variable.fieldPath.join("."))}`;
    const raw = parts.segments.slice(variable.start, endOf(binding, variable.end, parts)).join("/");
    const text = decodePercent(raw, variable.isMulti);
    if (text === undefined) {
      throw badRequest(`invalid ${place}: expected percent-encoded UTF-8`);
    }
    const field = path.at(-1) as FieldDescriptor;
    assign(ownerOf(message, path, place), field, parseFieldText(field, [text], place));
  }
  if (binding.body !== "*") applyQuery(message, binding, parts.query, options);
  if (binding.maskField !== undefined) deriveMask(message, binding, parts.body);
  return message;
}

/** Where a variable ends that may have more segments than its template. */
function endOf({ template }: Binding, end: number, { segments }: RestRequestParts): number {
  const isRest = end === template.segments.length && template.segments.at(-1)?.kind === "rest";
  return isRest ? segments.length : end;
}

function messageOfBody(
  { method, body }: Binding,
  { body: bytes, contentType }: RestRequestParts,
  json: ParseJsonOptions,
): AnyMessage {
  const type = method.input;
  if (body === "*" && type.typeName === HTTP_BODY) {
    return HttpBody.create({ contentType, data: bytes }) as unknown as AnyMessage;
  }
  if (body === undefined || bytes.length === 0) return dynamicType(type).create();
  if (body !== "*" && body.message?.typeName === HTTP_BODY) {
    const message = dynamicType(type).create();
    assign(message, body, HttpBody.create({ contentType, data: bytes }));
    return message;
  }
  const text = decodeText(bytes);
  try {
    if (body === "*") return jsonTypeOf(type).parse(text, json);
    if (isMessage(body) && text.trim() !== "null") {
      const message = dynamicType(type).create();
      assign(message, body, jsonTypeOf(body.message).parse(text, json));
      return message;
    }
    // That it is one JSON value is checked first, since it becomes a part of another.
    const value = parseJsonText(text);
    if (wellKnownForm(type) !== undefined) {
      refuseDuplicateNames(text);
      return fieldFromJson(body, value, json);
    }
    return jsonTypeOf(type).parse(`{${JSON.stringify(body.jsonName)}:${text}}`, json);
  } catch (error) {
    throw badRequest(
      `invalid request body: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isMessage(
  field: FieldDescriptor,
): field is FieldDescriptor & { message: MessageDescriptor } {
  return field.message !== undefined && !field.repeated && field.map === undefined;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badRequest("invalid request body: expected UTF-8");
  }
}

/** Sets the mask of a PATCH to what its body has, unless the query has set it. */
function deriveMask(message: AnyMessage, { maskField, body }: Binding, bytes: Uint8Array): void {
  if (maskField === undefined || body === undefined || body === "*") return;
  const given = valueOf(message, maskField) as { readonly paths: readonly string[] } | undefined;
  if (given !== undefined && given.paths.length > 0) return;
  const json = bytes.length === 0 ? null : (JSON.parse(decodeText(bytes)) as JsonValue);
  const paths = body.message === undefined ? [] : maskFromBody(body.message, json);
  assign(message, maskField, { paths });
}
