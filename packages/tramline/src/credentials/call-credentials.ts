import { type CallCredentials, Metadata, StatusError } from "@tramline/rpc";

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
 * @param isConfidential whether nobody else can read what is sent: tokens do not go over the wire in clear
 * @param authority the channel's `:authority`
 * @param path the method's path, `/shop.v1.OrderService/GetOrder`
 * @throws StatusError UNAUTHENTICATED without TLS, or if the credentials throw; a StatusError of
 * theirs is passed on, with INTERNAL in place of codes that only a server may use (gRFC A54)
 */
export async function requestCallMetadata(
  credentials: CallCredentials,
  isConfidential: boolean,
  authority: string,
  path: string,
): Promise<Metadata> {
  if (!isConfidential) {
    throw new StatusError(
      "UNAUTHENTICATED",
      "invalid callCredentials: expected TLS, got a channel in cleartext, which would show them; set the channel's option tls",
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
