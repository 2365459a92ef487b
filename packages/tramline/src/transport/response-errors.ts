import {
  Code,
  codeFromHttp2Error,
  type ExchangeFailure,
  Metadata,
  type ReceivedFields,
  readResponseHead,
  StatusError,
  withoutStack,
} from "@tramline/rpc";

/** The error of a response that breaks gRPC's rules. */
export function brokenResponse(text: string): StatusError {
  return withoutStack(() => new StatusError("INTERNAL", text));
}

/** The error of a response without a gRPC status, such as the error page of a proxy. */
export function errorOfHead(section: ReceivedFields): StatusError {
  const { failure } = readResponseHead(section.status, section.fields);
  const code = failure?.code ?? Code.UNKNOWN;
  const message = failure?.message ?? "the server ended the call without grpc-status";
  const metadata = Metadata.fromFields(section.fields);
  return withoutStack(() => new StatusError(code, message, { metadata }));
}

/** The error of a response whose messages have another encoding than the request's. */
export function errorOfCodec(
  codec: string,
  expected: string,
  section: ReceivedFields,
): StatusError {
  const metadata = Metadata.fromFields(section.fields);
  const text = `invalid content-type of the response: expected application/grpc+${expected}, as the request's messages are, got application/grpc+${codec}`;
  return withoutStack(() => new StatusError("INTERNAL", text, { metadata }));
}

/** The error of trailers without grpc-status. */
export function errorOfTrailers(section: ReceivedFields): StatusError {
  const metadata = Metadata.fromFields(section.fields);
  const text = "the trailers have no grpc-status";
  return withoutStack(() => new StatusError("UNKNOWN", text, { metadata }));
}

/** The error of a call that ended without a status. */
export function errorOfFailure(failure: ExchangeFailure): StatusError {
  const code =
    failure.origin === "peerReset"
      ? codeFromHttp2Error(failure.errorCode)
      : failure.origin === "localReset"
        ? Code.INTERNAL
        : Code.UNAVAILABLE;
  const { message, cause } = failure;
  return withoutStack(() => new StatusError(code, message, { cause }));
}

/** The error of a compressed message whose compression is not known. */
export function unknownEncoding(encoding: string | undefined, accepted: string): StatusError {
  return brokenResponse(
    encoding === undefined
      ? "a message is marked as compressed, but no grpc-encoding was sent"
      : `the response is compressed with ${encoding}, which is not among ${accepted}`,
  );
}
