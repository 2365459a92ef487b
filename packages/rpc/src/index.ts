export { type AbortSource, createAbortSource } from "./call/abort-source.ts";
export type {
  Attempt,
  AttemptHandler,
  AttemptOwner,
  AttemptStarter,
} from "./call/attempt.ts";
export { type BytesClient, bindBytesClient } from "./call/bytes-client.ts";
export { Call, cancellation } from "./call/call.ts";
export { bindClient, type CallChannel, type ClientOptions, clientMethod } from "./call/client.ts";
export {
  type CarriedContext,
  type ContextCarrier,
  useContextCarrier,
} from "./call/context-carrier.ts";
export { deadlines, replaceDeadlines } from "./call/deadlines.ts";
export { MessageQueue, type MessageQueueOwner } from "./call/message-queue.ts";
export { bindPlainClient } from "./call/plain-client.ts";
export type { Interception, PlainChannel, RequestSending } from "./call/plain-methods.ts";
export { requestSending } from "./call/request-sending.ts";
export type { TimedCall } from "./call/timed-call.ts";
export { bindUnaryClient, type UnaryClient } from "./call/unary-client.ts";
export { type AnyMessageType, bytesCodec, type Codec, protobufCodec } from "./codec/codec.ts";
export { checkCodec, codecsByName } from "./codec/codec-list.ts";
export { codeMessages, type MessageCoding } from "./codec/coded-type.ts";
export {
  acceptsEncoding,
  CompressionRegistry,
  identityEncoding,
} from "./compression/compression-registry.ts";
export { type Compressor, corruptMessage, inflatedTooLarge } from "./compression/compressor.ts";
export type { InflationJob } from "./compression/inflation-gate.ts";
export { type DeadlineOptions, deadlineAtMs } from "./deadline/call-deadline.ts";
export {
  monotonicFromWallClock,
  monotonicNowMs,
  platformTimers,
  type TimerHost,
  wallClockFromMonotonic,
  wallClockNowMs,
} from "./deadline/clock.ts";
export { DeadlineEntry, type Deadlines } from "./deadline/deadline-entry.ts";
export { DeadlineWheel } from "./deadline/deadline-wheel.ts";
export { formatTimeout, parseTimeout } from "./deadline/grpc-timeout.ts";
export { CarriedExchange } from "./exchange/carried-exchange.ts";
export {
  type Exchange,
  type ExchangeFailure,
  type ExchangeHandler,
  type ExchangeWriter,
  FIELDS_TOO_LARGE,
  FieldTemplate,
  type MemoryLender,
  type MessageOutlet,
  type ReceivedFields,
  ResetCode,
  type ServedExchange,
} from "./exchange/exchange.ts";
export { FetchExchange, fieldsOf, isConnectionField } from "./exchange/fetch-exchange.ts";
export { type ExchangeLink, InProcessExchange } from "./exchange/in-process-exchange.ts";
export { CompressedSender, type CompressedSenderParts } from "./framing/compressed-messages.ts";
export {
  MESSAGE_PREFIX_LENGTH,
  readMessageLength,
  writeMessagePrefix,
} from "./framing/message-prefix.ts";
export { MessageReceiver, type MessageTarget } from "./framing/message-receiver.ts";
export type { DecodableType, EncodableType } from "./framing/message-types.ts";
export { receiveBody } from "./framing/receive-body.ts";
export {
  encodeMessage,
  frameMessage,
  type SentMessages,
  sendMessage,
} from "./framing/send-message.ts";
export type { EndListener } from "./interceptor/call-end.ts";
export { factsOf, type ViewFacts, viewOf } from "./interceptor/call-view.ts";
export { chainInterceptors, isMessageStream, mapMessages } from "./interceptor/chain.ts";
export {
  type ContextKey,
  type ContextValues,
  createContextKey,
} from "./interceptor/context-values.ts";
export type {
  InterceptedCall,
  InterceptedCallFacts,
  InterceptedRequestStream,
  InterceptedResult,
  InterceptedSingleRequest,
  Interceptor,
  InterceptorNext,
} from "./interceptor/interceptor.ts";
export {
  interceptService,
  type MethodInterceptor,
  type ServiceCall,
  type ServiceInterceptors,
  type ServiceResult,
} from "./interceptor/service-interceptor.ts";
export { decodeBase64, encodeBase64 } from "./metadata/base64.ts";
export {
  type FieldSink,
  Metadata,
  type MetadataInit,
  type MetadataRecord,
  type MetadataValue,
  writeMetadata,
} from "./metadata/metadata.ts";
export { MetadataError, type MetadataErrorCode } from "./metadata/metadata-error.ts";
export {
  type BackendWeights,
  type ChannelObserver,
  joinChannelObservers,
  type SecurityLevel,
} from "./observe/channel-observer.ts";
export type {
  AttemptKind,
  AttemptStart,
  ClientAttemptObserver,
  ClientCallObserver,
  ClientMethodObserver,
  ClientObserver,
} from "./observe/client-observer.ts";
export { observeClientMethod, startAttempt } from "./observe/client-observers.ts";
export { MessageMeter, type MessageObserver, type MeteredOutlet } from "./observe/message-meter.ts";
export type {
  ServerCallObserver,
  ServerCallStart,
  ServerMethodObserver,
  ServerObserver,
} from "./observe/server-observer.ts";
export { observersOf, observeServerMethod } from "./observe/server-observers.ts";
export { throwLater } from "./observe/throw-later.ts";
export { connectProtocol } from "./protocol/connect/connect-request.ts";
export {
  type ConnectEnd,
  readConnectEnd,
  readConnectError,
} from "./protocol/connect/received-error.ts";
export type { CorsOptions, CrossOriginNeeds } from "./protocol/cors/cors-policy.ts";
export { corsProtocol } from "./protocol/cors/cors-protocol.ts";
export { grpcProtocol } from "./protocol/grpc/grpc-request.ts";
export { observedGrpcProtocol } from "./protocol/grpc/observed-grpc-request.ts";
export { ResponseHead, readResponseHead } from "./protocol/grpc/response-head.ts";
export { readTrailers, TrailersStatus } from "./protocol/grpc/trailers.ts";
export { Base64Decoder, encodeBase64Bytes } from "./protocol/grpc-web/base64-stream.ts";
export { grpcWebProtocol } from "./protocol/grpc-web/web-request.ts";
export {
  type RecognizedRequest,
  recognizeRequest,
  type ServerProtocol,
  withoutTrailers,
} from "./protocol/server-protocol.ts";
export type { PulseSettings } from "./protocol/websocket/socket-pulse.ts";
export {
  type WebSocketSettings,
  webSocketProtocol,
} from "./protocol/websocket/web-socket-protocol.ts";
export type { AttemptProgress } from "./retry/attempt-progress.ts";
export type { HedgeableAttempt, HedgeOwner, HedgeSource } from "./retry/hedged-attempt.ts";
export { Hedging } from "./retry/hedging.ts";
export { type MethodPolicies, MethodRetries } from "./retry/method-retries.ts";
export { RecordedMessages } from "./retry/recorded-messages.ts";
export { ReplayBudget } from "./retry/replay-budget.ts";
export { type ReplayBuffer, type ReplayRoom, type ReplayTarget } from "./retry/replay-buffer.ts";
export type {
  CallRetries,
  HedgingPolicy,
  RetriedCall,
  RetryPlan,
  RetryPolicy,
  RetrySettings,
  RetryWaiting,
} from "./retry/retry-plan.ts";
export { RetryThrottle } from "./retry/retry-throttle.ts";
export {
  type AdmissionLimits,
  type AdmissionProblem,
  CallAdmission,
  type CallShedder,
} from "./server/call-admission.ts";
export type { CallHost, CallSettings, Refusal } from "./server/call-host.ts";
export { interceptorWay } from "./server/intercept-call.ts";
export { MethodTable } from "./server/method-table.ts";
export { type AnyHandler, ServedMethod, type ServedMethodParts } from "./server/served-method.ts";
export { UnknownMethods } from "./server/unknown-methods.ts";
export { Batch, batch } from "./service/batch.ts";
export type { CallCredentials, CallCredentialsContext } from "./service/call-credentials.ts";
export type { CallOptions, SendOptions } from "./service/call-options.ts";
export {
  type BidiStreamingCall,
  type BidiStreamingClientMethod,
  type Client,
  type ClientMethod,
  type ClientStreamingCall,
  type ClientStreamingClientMethod,
  isMessageSource,
  type MessageSource,
  type RequestSender,
  type ServerStreamingCall,
  type ServerStreamingClientMethod,
  type StreamingCall,
  type UnaryClientMethod,
} from "./service/client.ts";
export type {
  BidiStreamingHandler,
  CheckedHandler,
  CheckedImplementation,
  ClientStreamingHandler,
  MethodHandler,
  ResponseOf,
  ResponseSource,
  ServerStreamingHandler,
  ServiceImplementation,
  UnaryHandler,
  Unbatched,
  UnknownMethodHandler,
} from "./service/implementation.ts";
export type { RequestStream } from "./service/request-stream.ts";
export type { AuthInfo, ServerContext } from "./service/server-context.ts";
export type {
  ElementOf,
  FieldlessValue,
  MapValueOf,
  NamesOf,
  UnknownFields,
  ValueOf,
} from "./service/unknown-fields.ts";
export type { NoteConfigField, ServiceConfigNotice } from "./service-config/config-notices.ts";
export type { MethodConfig } from "./service-config/method-config.ts";
export type { RetryThrottling } from "./service-config/retry-config.ts";
export type { MethodConfigJson, ServiceConfigJson } from "./service-config/service-config-json.ts";
export { Code, type CodeName, codeFromNumber, codeName, parseCode } from "./status/code.ts";
export { ConfigurationError, type ConfigurationErrorCode } from "./status/configuration-error.ts";
export { decodeStatusMessage } from "./status/decode-status-message.ts";
export { codeFromHttpStatus } from "./status/http-status.ts";
export { codeFromHttp2Error } from "./status/http2-error.ts";
export {
  type DetailType,
  decodeStatusRecord,
  detail,
  detailTypeName,
  encodeStatusRecord,
  type StatusDetail,
  type StatusRecord,
} from "./status/status-details.ts";
export {
  type FailedAttempt,
  type FailedCall,
  StatusError,
  type StatusErrorOptions,
} from "./status/status-error.ts";
export { encodeStatusMessage } from "./status/status-message.ts";
export { withoutStack } from "./status/without-stack.ts";
