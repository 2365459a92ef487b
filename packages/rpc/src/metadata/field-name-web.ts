// Replaces field-name.ts in browsers (package.json, `browser`): the same names are allowed, and fewer words said.
import { MetadataError } from "./metadata-error.ts";

const RESERVED =
  /^(:|grpc-(?!t(race|ags)-bin$|retry-pushback-ms$)|(content-(type|length)|te|user-agent|host|(proxy-)?connection|keep-alive|transfer-encoding|upgrade)$)/;

const PROTOCOL =
  /^(:|(te|content-(type|length|encoding)|accept-encoding|grpc-(timeout|(accept-)?encoding|message(-type)?|status)|connect-(protocol-version|timeout-ms|(content|accept)-encoding))$)/;

/** See field-name.ts. */
export function isBinaryName(name: string): boolean {
  return name.length > 4 && name.endsWith("-bin");
}

/** See field-name.ts. */
export function isReservedName(name: string): boolean {
  return RESERVED.test(name);
}

/** See field-name.ts. */
export function isProtocolName(name: string): boolean {
  return PROTOCOL.test(name);
}

/** See field-name.ts. */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** See field-name.ts. */
export function settableName(given: string): string {
  const name = foldName(given);
  const isReserved = isReservedName(name);
  if (!isReserved && /^[a-z0-9_.-]+$/.test(name)) return name;
  throw new MetadataError(
    isReserved ? "RPC_METADATA_RESERVED" : "RPC_METADATA_NAME",
    `invalid metadata name ${JSON.stringify(given)}: ${
      isReserved
        ? "it is reserved by gRPC or HTTP, and set by options"
        : 'expected letters, digits, "_", "-", and "."'
    }`,
  );
}
