import { MetadataError } from "./metadata-error.ts";

/**
 * Names that belong to HTTP or gRPC and that a user does not set as metadata, beside the pseudo-
 * headers and the `grpc-` names.
 */
const reservedNames: ReadonlySet<string> = /*@__PURE__*/ new Set([
  "content-type",
  "content-length",
  "te",
  "user-agent",
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/**
 * `grpc-` names that users set by agreement: those of tracing libraries, and a server's word on when to
 * try again (gRFC A6).
 */
const openGrpcNames: ReadonlySet<string> = /*@__PURE__*/ new Set([
  "grpc-trace-bin",
  "grpc-tags-bin",
  "grpc-retry-pushback-ms",
]);

/**
 * Received fields that belong to gRPC, Connect, or HTTP and are not metadata of the application. Others of
 * gRPC (`grpc-status-details-bin`, `grpc-previous-rpc-attempts`, `grpc-trace-bin`) and `user-agent`
 * stay readable.
 */
const protocolNames: ReadonlySet<string> = /*@__PURE__*/ new Set([
  "content-type",
  "content-length",
  "te",
  "grpc-timeout",
  "grpc-encoding",
  "grpc-accept-encoding",
  "grpc-message-type",
  "grpc-status",
  "grpc-message",
  "content-encoding",
  "accept-encoding",
  "connect-protocol-version",
  "connect-timeout-ms",
  "connect-content-encoding",
  "connect-accept-encoding",
]);

/**
 * Names seen to be lower-case, valid and free to set, so that a name of a call site is judged once.
 * Bounded: a program that makes up names is judged each time.
 */
const knownNames = /*@__PURE__*/ new Set<string>();
const maxKnownNames = 256;
const maxKnownNameLength = 64;

/** Whether values under this (lower-case) name are bytes. */
export function isBinaryName(name: string): boolean {
  const length = name.length;
  return (
    length > 4 &&
    name.charCodeAt(length - 1) === 0x6e &&
    name.charCodeAt(length - 2) === 0x69 &&
    name.charCodeAt(length - 3) === 0x62 &&
    name.charCodeAt(length - 4) === 0x2d
  );
}

/** Whether a (lower-case) name belongs to HTTP or gRPC, so that users may not set it. */
export function isReservedName(name: string): boolean {
  if (name.charCodeAt(0) === 0x3a) return true;
  if (name.startsWith("grpc-")) return !openGrpcNames.has(name);
  return reservedNames.has(name);
}

/** Whether a received (lower-case) name is the protocol's own and hidden from the application. */
export function isProtocolName(name: string): boolean {
  return name.charCodeAt(0) === 0x3a || protocolNames.has(name);
}

/** The name in lower case, for looking up; not validated. */
export function foldName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    if (unit >= 0x41 && unit <= 0x5a) return name.toLowerCase();
  }
  return name;
}

/**
 * The lower-case form of a name that a user wants to set.
 *
 * @throws MetadataError `RPC_METADATA_NAME` when the name is empty or has characters other than
 * letters, digits, `_`, `-` and `.`; `RPC_METADATA_RESERVED` when it belongs to HTTP or gRPC.
 */
export function settableName(name: string): string {
  return knownNames.has(name) ? name : judgeName(name);
}

function judgeName(given: string): string {
  const name = foldName(given);
  if (isReservedName(name)) throw reserved(name);
  if (name === "") {
    throw new MetadataError(
      "RPC_METADATA_NAME",
      "invalid metadata name: expected at least one character, got an empty text",
    );
  }
  const index = name.search(/[^a-z0-9_.-]/);
  if (index >= 0) {
    throw new MetadataError(
      "RPC_METADATA_NAME",
      `invalid metadata name ${JSON.stringify(given)}: expected letters, digits, "_", "-", and ".", ` +
        `got another character at index ${index}`,
    );
  }
  if (name === given && name.length <= maxKnownNameLength && knownNames.size < maxKnownNames) {
    knownNames.add(name);
  }
  return name;
}

function reserved(name: string): MetadataError {
  let hint = "it is reserved by HTTP; choose another name";
  if (name === "user-agent") hint = "set the channel's userAgent instead";
  else if (name === "grpc-timeout") hint = "pass timeoutMs or deadline instead";
  else if (name === "grpc-status-details-bin") hint = "pass details to StatusError instead";
  else if (name === "grpc-encoding") hint = "pass compression instead";
  else if (name.startsWith("grpc-")) hint = 'names that begin with "grpc-" are reserved by gRPC';
  return new MetadataError(
    "RPC_METADATA_RESERVED",
    `invalid metadata name ${JSON.stringify(name)}: ${hint}`,
  );
}
