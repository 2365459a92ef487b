import { Metadata, type MetadataInit, StatusError } from "@tramline/rpc";

/** The facts that a call's credentials may depend on. */
export interface CallCredentialsContext {
  /** The service the token is for: `https://orders.example/shop.v1.OrderService`. */
  readonly serviceUrl: string;
  /** The method's name alone: `GetOrder`. */
  readonly method: string;
}

/**
 * ({ authorization: "Bearer …" })`. Asked for each call, so tokens that cost time are to be kept by
 * the function itself. Only used over TLS. => Returns the metadata that proves the client's
 * identity to a server, such as `() => ({ authorization: "Bearer …" })`. It is called for each
 * call: a function whose tokens take time should keep them. Only used over TLS. => ({
 * authorization: "Bearer …" })`. Asked for each call, so tokens that cost time are to be kept by
 * the function itself. Only used over TLS.
 */
export type CallCredentials = (
  context: CallCredentialsContext,
) => MetadataInit | Promise<MetadataInit>;

/** Several credentials as one; entries are appended in this order. */
export function combineCallCredentials(...all: readonly CallCredentials[]): CallCredentials {
  return async (context) => {
    const combined = new Metadata();
    for (const one of all) combined.merge(await one(context));
    return combined;
  };
}

/**
 * Asks credentials for one call's metadata.
 *
 * @param secure whether the channel speaks TLS: tokens do not go over the wire in clear
 * @param authority the channel's `:authority`
 * @param path the method's path, `/shop.v1.OrderService/GetOrder`
 * @throws StatusError UNAUTHENTICATED without TLS, or if the credentials throw; a StatusError of
 * theirs is passed on, with INTERNAL in place of codes that only a server may use (gRFC A54)
 */
export async function requestCallMetadata(
  credentials: CallCredentials,
  secure: boolean,
  authority: string,
  path: string,
): Promise<Metadata> {
  if (!secure) {
    throw new StatusError(
      "UNAUTHENTICATED",
      "call credentials are only sent over TLS: give the channel the option tls",
    );
  }
  const slash = path.lastIndexOf("/");
  const host = authority.endsWith(":443") ? authority.slice(0, -":443".length) : authority;
  try {
    const metadata = await credentials({
      serviceUrl: `https://${host}${path.slice(0, slash)}`,
      method: path.slice(slash + 1),
    });
    return metadata instanceof Metadata ? metadata : new Metadata(metadata);
  } catch (thrown) {
    throw credentialsError(thrown);
  }
}

/** Codes that belong to the application on the server (gRFC A54); from here they would mislead. */
const SERVER_ONLY_CODES: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "DATA_LOSS",
]);

function credentialsError(thrown: unknown): StatusError {
  if (thrown instanceof StatusError) {
    if (!SERVER_ONLY_CODES.has(thrown.code)) return thrown;
    return new StatusError("INTERNAL", `call credentials failed: ${thrown.message}`, {
      cause: thrown,
    });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new StatusError("UNAUTHENTICATED", `call credentials failed: ${reason}`, {
    cause: thrown,
  });
}
