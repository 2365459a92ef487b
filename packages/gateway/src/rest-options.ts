import type { Registry, ServiceDescriptor, ServiceType } from "@tramline/protobuf";
import { given } from "@tramline/protobuf/internal";
import type { IncomingHeader } from "./headers/incoming.ts";
import type { OutgoingHeader } from "./headers/outgoing.ts";
import type { OpenApiOptions } from "./openapi/open-api.ts";
import { checkNames, checkValue } from "./option-check.ts";
import type { ReferenceViewer } from "./reference/reference-page.ts";
import type { Unannotated } from "./rule/service-bindings.ts";

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
  /**
   * Serves a page that shows the document with this viewer, such as `redocViewer()` of
   * `@tramline/gateway/redoc`. Default: there is no page.
   */
  readonly reference?: ReferenceViewer | undefined;
  /** The path of the page. Default: "/reference". Its script is at `viewer.js` below it. */
  readonly referencePath?: string | undefined;
}

const NAMES: Readonly<Record<keyof RestOptions, true>> = {
  services: true,
  unannotated: true,
  rejectUnknownFields: true,
  emitDefaults: true,
  enumAsInteger: true,
  useProtoFieldName: true,
  registry: true,
  openApi: true,
  incomingHeader: true,
  outgoingHeader: true,
};

/**
 * Checks the options of `restProtocol`, as plain JavaScript may pass them.
 *
 * @throws GatewayError REST_OPTION_INVALID
 */
export function checkRestOptions(options: RestOptions): void {
  checkNames("restProtocol", options, NAMES);
  const { services, openApi } = options;
  const isList = Array.isArray(services) && services.length > 0;
  checkValue("services", isList, "a list of services, such as [OrderService]", given(services));
  for (const name of [
    "rejectUnknownFields",
    "emitDefaults",
    "enumAsInteger",
    "useProtoFieldName",
  ] as const) {
    const value: unknown = options[name];
    checkValue(
      name,
      value === undefined || typeof value === "boolean",
      "true or false",
      given(value),
    );
  }
  for (const name of ["incomingHeader", "outgoingHeader"] as const) {
    const value: unknown = options[name];
    checkValue(
      name,
      value === undefined || typeof value === "function",
      "a function",
      given(value),
    );
  }
  const isDocument = openApi === undefined || openApi === true || typeof openApi === "object";
  checkValue("openApi", isDocument && openApi !== null, "true or an object", given(openApi));
}
