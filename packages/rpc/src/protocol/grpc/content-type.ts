// The content-type of gRPC: `application/grpc`, alone, with `+` and the name of a codec, or with parameters.

const GRPC = "application/grpc";
const PLUS = 0x2b;
const SEMICOLON = 0x3b;

/** Whether it is `application/grpc`, whatever the codec; `application/grpc-web` is another. */
export function isGrpcContentType(contentType: string): boolean {
  if (!contentType.startsWith(GRPC)) return false;
  const next = contentType.charCodeAt(GRPC.length);
  return Number.isNaN(next) || next === PLUS || next === SEMICOLON;
}

/** The codec in a gRPC content-type: what follows `+`; "proto" when there is none. */
export function codecOf(contentType: string): string {
  return contentType.charCodeAt(GRPC.length) === PLUS ? namedCodecOf(contentType) : "proto";
}

/** The codec in a gRPC content-type: what follows `+`; empty when there is none. */
export function namedCodecOf(contentType: string): string {
  if (contentType.charCodeAt(GRPC.length) !== PLUS) return "";
  const parameters = contentType.indexOf(";");
  const end = parameters === -1 ? contentType.length : parameters;
  return contentType.slice(GRPC.length + 1, end).trimEnd();
}
