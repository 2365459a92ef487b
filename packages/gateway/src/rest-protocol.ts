import { createRegistry, descriptorOf, type ServiceDescriptor } from "@tramline/protobuf";
import { type ServerProtocol, StatusError } from "@tramline/rpc";
import { file_google_rpc_error_details, file_google_rpc_status } from "@tramline/rpc/google/rpc";
import { encodeStatus } from "./call/respond-status.ts";
import { RestHead } from "./call/rest-head.ts";
import type { RestMethod, RestSettings } from "./call/rest-method.ts";
import { FixedResponse, RestRequest } from "./call/rest-request.ts";
import { JSON_TYPE, templateOf } from "./call/templates.ts";
import { defaultIncomingHeader } from "./headers/incoming.ts";
import { defaultOutgoingHeader } from "./headers/outgoing.ts";
import { servedDocument } from "./openapi/served-document.ts";
import { responseCodec } from "./response/response-codec.ts";
import { checkRestOptions, type RestOptions } from "./rest-options.ts";
import { type Binding, HTTP_BODY } from "./rule/binding.ts";
import { bindingsOfServices } from "./rule/service-bindings.ts";
import { Router } from "./template/router.ts";

/**
 * Returns the protocol with which a server serves REST: the same handlers, with interceptors, deadlines, and
 * limits, by HTTP and JSON as `google.api.http` maps their methods (AIP-127).
 *
 * ```ts
 * const rest = restProtocol({ services: [OrderService] });
 * const server = createServer({ protocols: [grpcProtocol, rest, connectProtocol] });
 * ```
 *
 * Put it before Connect, which takes every POST with JSON. Requests that are marked as gRPC, gRPC-Web, or
 * Connect are left to these protocols. The response to a path without a route is 404.
 *
 * @throws GatewayError for an invalid rule, two rules with the same route, and an invalid or unknown option
 */
export function restProtocol(options: RestOptions): ServerProtocol {
  checkRestOptions(options);
  const services = options.services.map((one) => ("kind" in one ? one : descriptorOf(one)));
  const settings = settingsOf(options, services);
  const router = new Router<RestMethod>();
  for (const binding of bindingsOfServices(services, options.unannotated)) {
    const { httpMethod, template } = binding;
    const target = restMethod(binding, settings);
    router.add({ httpMethod, template, target }, describe);
  }
  const served = servedDocument(options, services);
  return {
    name: "REST",
    crossOrigin: {
      methods: router.httpMethods,
      requestHeaders: ["content-type", "content-encoding", "grpc-timeout"],
      responseHeaders: [],
    },
    ownsPath: (path) => served.has(path) || router.methodsOf(path).length > 0,
    recognize(section) {
      if (section.malformed !== undefined) return undefined;
      const head = new RestHead(section.fields);
      if (head.isRpc) return undefined;
      const file = served.get(head.path);
      if (file !== undefined) return file.respond(head);
      const match = findRoute(router, head);
      if (match !== undefined) return new RestRequest(section, head, match);
      return missing(router, head, settings);
    },
  };
}

/** Finds the route of a request. HEAD uses those of GET (RFC 9110 section 9.3.2). */
function findRoute(router: Router<RestMethod>, { httpMethod, path }: RestHead) {
  const match = router.find(httpMethod, path);
  return match ?? (httpMethod === "HEAD" ? router.find("GET", path) : undefined);
}

/** Returns a response with an error; without its body for HEAD (RFC 9110 section 9.3.2). */
function fixedError(
  httpMethod: string,
  httpStatus: number,
  fields: readonly string[],
  body: Uint8Array,
): FixedResponse {
  const all = [...fields, "content-length", String(body.length)];
  const sent = httpMethod === "HEAD" ? new Uint8Array(0) : body;
  return new FixedResponse(templateOf(httpStatus, JSON_TYPE), all, sent);
}

/** The response to a request without a route; undefined where another protocol may have one. */
function missing(
  router: Router<RestMethod>,
  { httpMethod, path, query }: RestHead,
  { printJson }: RestSettings,
): FixedResponse | undefined {
  const methods = router.methodsOf(path);
  // The length in a response to HEAD is that of the response to GET.
  const asked = httpMethod === "HEAD" ? "GET" : httpMethod;
  if (methods.length > 0) {
    const allow = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    const text = `${path} is called by ${allow.join(", ")}, not by ${asked}`;
    const body = encodeStatus(new StatusError("UNIMPLEMENTED", text), printJson);
    return fixedError(httpMethod, 405, ["allow", allow.join(", ")], body);
  }
  // The path of a method, which Connect calls without a mark of its own.
  const isMethodPath = /^\/[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)+\/[A-Za-z_]\w*$/.test(path);
  if (isMethodPath && (httpMethod === "POST" || /(?:^|&)(?:connect|encoding)=/.test(query))) {
    return undefined;
  }
  const text = `no route for ${asked} ${path.slice(0, 200)}`;
  const body = encodeStatus(new StatusError("NOT_FOUND", text), printJson);
  return fixedError(httpMethod, 404, [], body);
}

function settingsOf(options: RestOptions, services: readonly ServiceDescriptor[]): RestSettings {
  const registry = createRegistry(
    ...services,
    file_google_rpc_status,
    file_google_rpc_error_details,
    ...(options.registry === undefined ? [] : [options.registry]),
  );
  const rejectsUnknown = options.rejectUnknownFields === true;
  return {
    request: { rejectsUnknown, json: { registry, ignoreUnknownFields: !rejectsUnknown } },
    printJson: {
      registry,
      alwaysEmitImplicit: options.emitDefaults ?? true,
      enumAsInteger: options.enumAsInteger,
      useProtoFieldName: options.useProtoFieldName,
      unknownAny: "base64",
    },
    incomingHeader: options.incomingHeader ?? defaultIncomingHeader,
    outgoingHeader: options.outgoingHeader ?? defaultOutgoingHeader,
  };
}

function restMethod(binding: Binding, settings: RestSettings): RestMethod {
  const { method, responseBody } = binding;
  const sent = responseBody === undefined ? method.output : responseBody.message;
  const isSingle = responseBody?.repeated !== true && responseBody?.map === undefined;
  return {
    binding,
    codec: responseCodec(method.output, responseBody, settings.printJson),
    isRaw: isSingle && sent?.typeName === HTTP_BODY,
    settings,
  };
}

function describe({ binding }: RestMethod): string {
  return binding.method.fullName;
}
