import {
  type CorsOptions,
  connectProtocol,
  corsProtocol,
  grpcProtocol,
  grpcWebProtocol,
  observedGrpcProtocol,
  type ServerProtocol,
  webSocketProtocol,
  withoutTrailers,
} from "@tramline/rpc";
import { checkOptions, given, isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { serverKeepalive } from "../keepalive/server-keepalive.ts";
import { countOrZeroOption } from "../option-check.ts";
import type { ServerOptions } from "./server-options.ts";

const CODE = "SERVER_OPTION_INVALID";

const CORS_OPTIONS = {
  origins: true,
  allowedHeaders: true,
  exposedHeaders: true,
  allowCredentials: true,
  maxAgeSeconds: true,
} as const;

const defaultProtocols: readonly ServerProtocol[] = [
  grpcProtocol,
  grpcWebProtocol,
  connectProtocol,
];

/** The protocols of a server, in the order in which they are tried, by what carries them. */
export interface ServerProtocols {
  readonly protocols: readonly ServerProtocol[];
  /** Those of HTTP/1.1, whose exchanges have no trailers. */
  readonly http1Protocols: readonly ServerProtocol[];
}

/**
 * Returns the protocols of a server.
 *
 * @param isObserved the server has observers
 * @throws ConfigurationError for an option that cannot work
 */
export function serverProtocols(
  { protocols = defaultProtocols, cors = false, webSocket = true, keepalive }: ServerOptions,
  isObserved: boolean,
): ServerProtocols {
  checkProtocols(protocols);
  if (typeof webSocket !== "boolean") throw invalid("webSocket", "true or false", webSocket);
  const chosen = protocols.map((one) =>
    isObserved && one === grpcProtocol ? observedGrpcProtocol : one,
  );
  const http1 = withoutTrailers(chosen);
  if (cors !== true && cors !== false) checkCors(cors);
  const policy = cors === true ? {} : cors === false ? undefined : cors;
  const outer = (all: readonly ServerProtocol[]) =>
    policy === undefined ? all : [corsProtocol(all, policy)];
  // Those that need trailers would serve nothing on a WebSocket.
  const hasCarried = chosen.some((one) => one.needsTrailers !== true);
  const all = outer(http1);
  if (!webSocket || !hasCarried) return { protocols: outer(chosen), http1Protocols: all };
  const carrier = webSocketProtocol({
    protocols: all,
    carried: http1,
    cors: policy,
    keepalive: serverKeepalive(keepalive).keepalive,
  });
  return { protocols: outer(chosen), http1Protocols: [carrier] };
}

function checkProtocols(protocols: readonly ServerProtocol[]): void {
  const values: unknown = protocols;
  if (!Array.isArray(values) || values.length === 0) {
    throw invalid("protocols", "a list of protocols, such as [grpcProtocol]", values);
  }
  for (const [index, one] of values.entries()) {
    if (isRecord(one) && typeof one["recognize"] === "function") continue;
    throw invalid(`protocols[${index}]`, "a protocol, such as grpcProtocol", one);
  }
}

function checkCors(cors: CorsOptions): void {
  const values: unknown = cors;
  if (!isRecord(values)) throw invalid("cors", "true, false, or an object", values);
  checkOptions(CODE, "cors.", cors, CORS_OPTIONS);
  const { origins = "*", allowedHeaders, exposedHeaders, allowCredentials } = cors;
  if (origins !== "*" && typeof origins !== "function") checkOrigins(origins);
  checkNames("cors.allowedHeaders", allowedHeaders);
  checkNames("cors.exposedHeaders", exposedHeaders);
  if (allowCredentials === true && origins === "*") {
    throw new ConfigurationError(
      CODE,
      'invalid option cors.allowCredentials: expected false with the origins "*", because any site could act for your users; name the origins',
    );
  }
  countOrZeroOption(CODE, "cors.maxAgeSeconds", cors.maxAgeSeconds, 0);
}

function checkOrigins(origins: unknown): void {
  if (!Array.isArray(origins)) {
    throw invalid("cors.origins", '"*", a list of origins, or a function', origins);
  }
  for (const [index, one] of origins.entries()) {
    if (typeof one === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+$/.test(one)) continue;
    const expected = 'an origin such as "https://shop.example", without a path';
    throw invalid(`cors.origins[${index}]`, expected, one);
  }
}

function checkNames(option: string, names: unknown): void {
  if (names === undefined) return;
  if (!Array.isArray(names)) throw invalid(option, "a list of names", names);
  for (const [index, one] of names.entries()) {
    if (typeof one === "string" && /^[A-Za-z0-9_.-]+$/.test(one)) continue;
    throw invalid(`${option}[${index}]`, "the name of a header field", one);
  }
}

function invalid(option: string, expected: string, value: unknown): ConfigurationError {
  const text = `invalid option ${option}: expected ${expected}, got ${given(value)}`;
  return new ConfigurationError(CODE, text);
}
