// The content-types of gRPC and related protocols: a name, alone, with `+` and the name of a codec, or with parameters.

const GRPC = "application/grpc";
const PLUS = 0x2b;
const SEMICOLON = 0x3b;

/**
 * Whether it is a content-type of this name, whatever the codec: `application/grpc-web` is another than
 * `application/grpc`.
 */
export function isGrpcContentType(contentType: string, name: string = GRPC): boolean {
  if (!contentType.startsWith(name)) return false;
  const next = contentType.charCodeAt(name.length);
  return Number.isNaN(next) || next === PLUS || next === SEMICOLON;
}

/** The codec in a content-type of this name: what follows `+`; "proto" when there is none. */
export function codecOf(contentType: string, name: string = GRPC): string {
  return contentType.charCodeAt(name.length) === PLUS ? namedCodecOf(contentType, name) : "proto";
}

/** The codec in a content-type of this name: what follows `+`; empty when there is none. */
export function namedCodecOf(contentType: string, name: string = GRPC): string {
  if (contentType.charCodeAt(name.length) !== PLUS) return "";
  const parameters = contentType.indexOf(";");
  const end = parameters === -1 ? contentType.length : parameters;
  return contentType.slice(name.length + 1, end).trimEnd();
}
