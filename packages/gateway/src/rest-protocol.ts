import {
  createRegistry,
  descriptorOf,
  type Registry,
  type ServiceDescriptor,
  type ServiceType,
} from "@tramline/protobuf";
import { type ServerProtocol, StatusError } from "@tramline/rpc";
import { file_google_rpc_error_details, file_google_rpc_status } from "@tramline/rpc/google/rpc";
import { encodeStatus } from "./call/respond-status.ts";
import { RestHead } from "./call/rest-head.ts";
import type { RestMethod, RestSettings } from "./call/rest-method.ts";
import { FixedResponse, RestRequest } from "./call/rest-request.ts";
import { JSON_TYPE, templateOf } from "./call/templates.ts";
import { GatewayError } from "./gateway-error.ts";
import { defaultIncomingHeader, type IncomingHeader } from "./headers/incoming.ts";
import { defaultOutgoingHeader, type OutgoingHeader } from "./headers/outgoing.ts";
import { type OpenApiOptions, openApi } from "./openapi/open-api.ts";
import { responseCodec } from "./response/response-codec.ts";
import { type Binding, HTTP_BODY } from "./rule/binding.ts";
import { bindingsOfServices, type Unannotated } from "./rule/service-bindings.ts";
import { Router } from "./template/router.ts";

/** How services are served by REST. */
export interface RestOptions {
  /** The services, as generated, or by their descriptors. They must be added to the server as well. */
  readonly services: readonly (ServiceType | ServiceDescriptor)[];
  /**
   * Which methods without `google.api.http` are called by `POST /package.Service/Method` with JSON: those of
   * services in which no method has it ("services", the default), all of them ("methods"), or none.
   */
  readonly unannotated?: Unannotated | undefined;
  /**
   * Whether requests with query parameters and JSON fields that the contract does not have are rejected.
   * Default false: they are skipped, as grpc-gateway does.
   */
  readonly rejectUnknownFields?: boolean | undefined;
  /**
   * Whether responses have fields without presence that are zero, and empty lists and maps. Default true,
   * as grpc-gateway does.
   */
  readonly emitDefaults?: boolean | undefined;
  /** Whether enum values are printed as numbers. Default: by name. */
  readonly enumAsInteger?: boolean | undefined;
  /** Whether fields are named as in the contract. Default: in lowerCamelCase. */
  readonly useProtoFieldName?: boolean | undefined;
  /**
   * The types that a google.protobuf.Any in messages and errors may hold, besides those of the services'
   * files and of google/rpc.
   */
  readonly registry?: Registry | undefined;
  /**
   * Serves the OpenAPI document of the services at `path`, "/openapi.json" by default; true: with no further
   * settings. Default: it is not served.
   */
  readonly openApi?: true | ServedDocument | undefined;
  /**
   * Returns the names of the metadata for a header of a request, by its name in lower case; undefined: it is
   * not passed on. Default: `grpc-metadata-x` becomes `x`, others keep their names, and permanent headers of
   * HTTP are passed as `grpcgateway-NAME` as well.
   */
  readonly incomingHeader?: IncomingHeader | undefined;
  /**
   * Returns the header for metadata of a response, by its name; undefined: it is not sent. Default: headers of
   * HTTP such as `etag` and `location` keep their names, others become `grpc-metadata-NAME`.
   */
  readonly outgoingHeader?: OutgoingHeader | undefined;
}

/** The OpenAPI document that a server sends. */
export interface ServedDocument
  extends Omit<OpenApiOptions, "unannotated" | "useProtoFieldName" | "enumAsInteger"> {
  /** Default: "/openapi.json". */
  readonly path?: string | undefined;
}

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
 * @throws GatewayError for an invalid rule, and for two rules with the same route
 */
export function restProtocol(options: RestOptions): ServerProtocol {
  const services = checkedServices(options);
  const settings = settingsOf(options, services);
  const router = new Router<RestMethod>();
  for (const binding of bindingsOfServices(services, options.unannotated)) {
    const { httpMethod, template } = binding;
    const target = restMethod(binding, settings);
    router.add({ httpMethod, template, target }, describe);
  }
  const served = options.openApi === undefined ? undefined : documentOf(options, services);
  return {
    name: "REST",
    crossOrigin: {
      methods: router.httpMethods,
      requestHeaders: ["content-type", "content-encoding", "grpc-timeout"],
      responseHeaders: [],
    },
    ownsPath: (path) => path === served?.path || router.methodsOf(path).length > 0,
    recognize(section) {
      if (section.malformed !== undefined) return undefined;
      const head = new RestHead(section.fields);
      if (head.isRpc) return undefined;
      if (served !== undefined && head.path === served.path) return served.respond(head.httpMethod);
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

/** Returns the path of the OpenAPI document, and its responses by HTTP method. */
function documentOf(options: RestOptions, services: readonly ServiceDescriptor[]) {
  const given = options.openApi === true ? {} : (options.openApi ?? {});
  const { unannotated, useProtoFieldName, enumAsInteger } = options;
  const document = openApi(services, { ...given, unannotated, useProtoFieldName, enumAsInteger });
  const body = new TextEncoder().encode(JSON.stringify(document));
  const length = ["content-length", String(body.length)];
  const whole = new FixedResponse(templateOf(200, JSON_TYPE), length, body);
  const head = new FixedResponse(templateOf(200, JSON_TYPE), length, new Uint8Array(0));
  const other = new FixedResponse(
    templateOf(405, undefined),
    ["allow", "GET, HEAD"],
    new Uint8Array(0),
  );
  return {
    path: given.path ?? "/openapi.json",
    respond(httpMethod: string): FixedResponse {
      if (httpMethod === "GET") return whole;
      return httpMethod === "HEAD" ? head : other;
    },
  };
}

function checkedServices({ services }: RestOptions): ServiceDescriptor[] {
  if (!Array.isArray(services) || services.length === 0) {
    throw new GatewayError(
      "REST_OPTION_INVALID",
      "invalid option services: expected a list of services, such as [OrderService]",
    );
  }
  return (services as RestOptions["services"]).map((service) =>
    "kind" in service ? service : descriptorOf(service),
  );
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
