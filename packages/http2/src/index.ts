export { Connection } from "./connection/connection.ts";
export type { ConnectionOptions } from "./connection/connection-options.ts";
export type { InboundListener } from "./connection/inbound.ts";
export type { KeepaliveSettings } from "./connection/keepalive.ts";
export { type PingPolicySettings, TOO_MANY_PINGS } from "./connection/ping-policy.ts";
export type { LocalSettings } from "./connection/settings.ts";
export type { ConnectionListener, ConnectionSink } from "./connection/sink.ts";
export { defaultTimeouts, type TimeoutSettings } from "./connection/timeouts.ts";
export type { FrameListener } from "./connection/traced-connection.ts";
export {
  ConnectionError,
  ErrorCode,
  errorCodeName,
  type ProtocolFailure,
  StreamError,
} from "./errors.ts";
export { FIELD_SECTION_TOO_LARGE, FieldSection } from "./field-section.ts";
export { ByteBudget } from "./flow/byte-budget.ts";
export { HpackDecoder } from "./hpack/decoder.ts";
export { HpackEncoder } from "./hpack/encoder.ts";
export type { Http1Acceptor } from "./http1/connection-parts.ts";
export { Http1Exchange, type Http1Writer } from "./http1/http1-exchange.ts";
export { Allowance, type AllowanceLimits } from "./limits/allowance.ts";
export { AllowanceTable, type AllowanceTableOptions } from "./limits/allowance-table.ts";
export type { LimitEvent } from "./limits/limit-event.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { accept, acceptAny } from "./net/accept.ts";
export type { AcceptAnyOptions, AcceptOptions } from "./net/accept-options.ts";
export { type AcceptedStreams, acceptStreams } from "./net/accept-streams.ts";
export type { ByteStreams } from "./net/byte-streams.ts";
export { type Connected, type ConnectOptions, connect } from "./net/connect.ts";
export type { AcceptedConnection } from "./net/driven-connection.ts";
export { systemTimers } from "./net/system-timers.ts";
export { OutputBuffer } from "./output-buffer.ts";
export { HeaderTemplate } from "./stream/header-template.ts";
export { type MemoryOwner, type QueuedData, Stream, type StreamWriter } from "./stream/stream.ts";
export type { StreamAcceptor } from "./stream/stream-acceptor.ts";
export type { StreamFailure, StreamHandler } from "./stream/stream-handler.ts";
export type { ScheduledTimer, Timers } from "./timers.ts";
