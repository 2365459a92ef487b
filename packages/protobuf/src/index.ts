export { decodeDelimited } from "./delimited/decode-delimited.ts";
export { decodeDelimitedStream } from "./delimited/decode-delimited-stream.ts";
export { encodeDelimited } from "./delimited/encode-delimited.ts";
export type { DelimitedOptions } from "./delimited/message-splitter.ts";
export type {
  AnyDescriptor,
  Comments,
  Declaration,
  EnumDescriptor,
  EnumValueDescriptor,
  ExtensionDescriptor,
  FieldDescriptor,
  FieldShape,
  FieldType,
  FileDescriptor,
  MapShape,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  ResolvedFeatures,
  ScalarType,
  ScalarValue,
  ServiceDescriptor,
  SourceSpan,
} from "./descriptor/descriptor.ts";
export { DescriptorError, type DescriptorErrorCode } from "./descriptor/descriptor-error.ts";
export { descriptorOf } from "./descriptor/descriptor-of.ts";
export type { EmbeddedFile, FileSource } from "./descriptor/embedded-file.ts";
export { linkFile } from "./descriptor/link-file.ts";
export type { LinkContext } from "./descriptor/link-scope.ts";
export { dynamicService } from "./dynamic/dynamic-service.ts";
export { dynamicType } from "./dynamic/dynamic-type.ts";
export {
  clearExtension,
  type ExtensionValue,
  getExtension,
  hasExtension,
  setExtension,
} from "./dynamic/extension.ts";
export { type Extension, extension } from "./dynamic/extension-type.ts";
export { type DescriptorOptions, getOption, hasOption } from "./dynamic/get-option.ts";
export type { DynamicMessage } from "./dynamic/message-template.ts";
export type {
  AnyMessage,
  FieldNames,
  JsonReader,
  JsonRun,
  JsonWriter,
  MessageForm,
  PrintRun,
  ScalarForm,
  SpecialForm,
  ValueForm,
  ValueShape,
} from "./json/codegen/json-form.ts";
export type { JsonType } from "./json/codegen/json-type.ts";
export { fromJson, fromJsonString } from "./json/from-json.ts";
export { JsonError, type JsonErrorCode, type JsonErrors } from "./json/json-error.ts";
export type { ParseJsonSettings, PrintJsonSettings } from "./json/json-settings.ts";
export type { JsonObject, JsonValue } from "./json/json-value.ts";
export type { ParseJsonOptions } from "./json/parse-message.ts";
export type { PrintJsonOptions } from "./json/print-message.ts";
export type { RegistryJson } from "./json/registry-json.ts";
export { type PrintJsonTextOptions, toJson, toJsonString } from "./json/to-json.ts";
export { type WellKnownForm, wellKnownForm } from "./json/well-known.ts";
export { clone } from "./message/clone.ts";
export { type DecodeLimits, decodeWithin } from "./message/decode-within.ts";
export { equals } from "./message/equals.ts";
export { isInitialized } from "./message/is-initialized.ts";
export { merge } from "./message/merge.ts";
export type { MapObject, MessageInit, ValueInit } from "./message/message-init.ts";
export { type MessageType, messageType } from "./message/message-type.ts";
export {
  createFileRegistry,
  createRegistry,
  type RegistryInput,
} from "./registry/create-registry.ts";
export type { Registry } from "./registry/registry.ts";
export {
  type AnyMethodType,
  bidiStreaming,
  clientStreaming,
  type Idempotency,
  type MethodKind,
  type MethodShape,
  type MethodsOf,
  type MethodType,
  type MethodTypes,
  type ServiceType,
  serverStreaming,
  serviceType,
  unary,
} from "./service/service-type.ts";
export type { ParseTextOptions } from "./text/parse-message.ts";
export { parseText } from "./text/parse-text.ts";
export type { PrintTextOptions } from "./text/print-message.ts";
export { printText } from "./text/print-text.ts";
export { TextError, type TextErrorCode, type TextPosition } from "./text/text-error.ts";
export type { KnownType } from "./wire/empty-message.ts";
export { Reader } from "./wire/reader.ts";
export type { ExtensibleMessage } from "./wire/unknown-fields.ts";
export {
  DecodeError,
  type DecodeErrorCode,
  EncodeError,
  type EncodeErrorCode,
} from "./wire/wire-error.ts";
export { MAX_DECODE_DEPTH, WireType } from "./wire/wire-type.ts";
export { Writer } from "./wire/writer.ts";
export type * from "./wkt/gen/google/protobuf/descriptor-types.ts";
