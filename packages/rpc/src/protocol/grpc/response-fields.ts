import { type Codec, protobufCodec } from "../../codec/codec.ts";
import { FieldTemplate } from "../../exchange/exchange.ts";
import { encodeBase64 } from "../../metadata/base64.ts";
import type { Metadata } from "../../metadata/metadata.ts";
import type { StatusError } from "../../status/status-error.ts";
import { encodeStatusMessage } from "../../status/status-message.ts";
import { ContentTemplates } from "../content-templates.ts";
import { plainTemplate } from "../plain-response.ts";

/** The fields of gRPC responses (PROTOCOL-HTTP2, Responses). */

const defaultHeaders = new FieldTemplate([":status", "200", "content-type", "application/grpc"]);

const protoHeaders = new FieldTemplate([
  ":status",
  "200",
  "content-type",
  "application/grpc+proto",
]);

/** Response headers: the content-type repeats the request's, where it is a common one. */
export function responseTemplate(contentType: string): FieldTemplate {
  return contentType === "application/grpc+proto" ? protoHeaders : defaultHeaders;
}

const templates = /*@__PURE__*/ new ContentTemplates("application/grpc+");

/** Response headers of messages in the encoding of a codec; undefined for protobuf's. */
export function codecTemplate(codec: Codec): FieldTemplate | undefined {
  return codec.name === protobufCodec.name ? undefined : templates.of(codec);
}

/** Trailers of a call that went well. */
export const okTrailers: FieldTemplate = new FieldTemplate(["grpc-status", "0"]);

/** The template of what consists of varying fields alone. */
export const noFields: FieldTemplate = new FieldTemplate([]);

/** No varying fields. */
export const NONE: readonly string[] = [];

/** An HTTP response to a gRPC request by another method than POST. */
export const methodNotAllowed: FieldTemplate = /*@__PURE__*/ plainTemplate("405", [
  "allow",
  "POST",
]);

/** The fields of metadata, in wire form. */
export function metadataFields(metadata: Metadata | undefined): string[] {
  const fields: string[] = [];
  metadata?.writeTo({ field: (name, value) => fields.push(name, value) });
  return fields;
}

/** The trailers of a call that failed. */
export function errorFields(error: StatusError, trailers: Metadata | undefined): string[] {
  const fields = ["grpc-status", String(error.codeNumber)];
  if (error.rawMessage !== "") fields.push("grpc-message", encodeStatusMessage(error.rawMessage));
  const details = error.encodeDetails();
  if (details !== undefined) fields.push("grpc-status-details-bin", encodeBase64(details));
  // The error of a call that the handler made itself: its code, text and details may be meant for our
  // caller as well, that server's trailers are not.
  if (error.call === undefined) fields.push(...metadataFields(error.metadata));
  fields.push(...metadataFields(trailers));
  return fields;
}

const SHORT_MESSAGE_LENGTH = 500;

/** The trailers of a failed call whose own would be larger than the client takes. */
export function shortErrorFields(error: StatusError): string[] {
  const text = `${error.rawMessage.slice(0, SHORT_MESSAGE_LENGTH)} (the rest, details and trailers were too large to send)`;
  return ["grpc-status", String(error.codeNumber), "grpc-message", encodeStatusMessage(text)];
}
