import {
  descriptorOf,
  type MessageDescriptor,
  type Registry,
  type ServiceDescriptor,
  type ServiceType,
} from "@tramline/protobuf";
import { Status } from "@tramline/rpc/google/rpc";
import { checkNames } from "../option-check.ts";
import { type Binding, HTTP_BODY } from "../rule/binding.ts";
import { bindingsOfServices, type Unannotated } from "../rule/service-bindings.ts";
import { CommentSource } from "./comment-source.ts";
import type { Content, OpenApiDocument, Operation, Parameter, Schema } from "./document.ts";
import { exampleOf, fieldExample } from "./example.ts";
import { type OpenApiPath, PathWriter } from "./paths.ts";
import { queryParameters } from "./query-parameters.ts";
import { SchemaSet } from "./schemas.ts";

/** The parts of an OpenAPI document that are not in the contract. */
export interface OpenApiOptions {
  /** The name of the API. Default: the package of the first service. */
  readonly title?: string | undefined;
  /** The version of the API. Default: "0.0.0". */
  readonly version?: string | undefined;
  /** A text about the API, in Markdown. */
  readonly description?: string | undefined;
  /** Where the API is served. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[] | undefined;
  /** How callers prove who they are: Security Scheme Objects by name. Each suffices for every operation. */
  readonly securitySchemes?: Readonly<Record<string, object>> | undefined;
  /**
   * Has the files of the services with their comments, such as `createFileRegistry` of what `tram build`
   * writes: generated code has no comments.
   */
  readonly comments?: Registry | undefined;
  /** As in `RestOptions`. */
  readonly unannotated?: Unannotated | undefined;
  /** As in `RestOptions`. */
  readonly useProtoFieldName?: boolean | undefined;
  /** As in `RestOptions`. */
  readonly enumAsInteger?: boolean | undefined;
}

/**
 * Returns the OpenAPI 3.1 document of services, as they are served by REST: paths, parameters, bodies,
 * errors, and streams, with schemas by ProtoJSON. Methods that take a stream of requests are left out.
 *
 * @throws GatewayError for an invalid `google.api.http`, and an unknown option
 */
export function openApi(
  services: readonly (ServiceType | ServiceDescriptor)[],
  options: OpenApiOptions = {},
): OpenApiDocument {
  checkNames("openApi", options, NAMES);
  const descriptors = services.map((one) => ("kind" in one ? one : descriptorOf(one)));
  return new DocumentWriter(options).write(descriptors);
}

const NAMES: Readonly<Record<keyof OpenApiOptions, true>> = {
  title: true,
  version: true,
  description: true,
  servers: true,
  securitySchemes: true,
  comments: true,
  unannotated: true,
  useProtoFieldName: true,
  enumAsInteger: true,
};

class DocumentWriter {
  private readonly options: OpenApiOptions;
  private readonly comments: CommentSource;
  private readonly schemas: SchemaSet;
  private readonly paths: PathWriter;
  private readonly counts: Map<string, number>;

  constructor(options: OpenApiOptions) {
    const { useProtoFieldName = false, enumAsInteger = false } = options;
    this.options = options;
    this.comments = new CommentSource(options.comments);
    this.schemas = new SchemaSet({ comments: this.comments, useProtoFieldName, enumAsInteger });
    this.paths = new PathWriter(this.schemas);
    this.counts = new Map();
  }

  write(services: readonly ServiceDescriptor[]): OpenApiDocument {
    const { title, version, description, servers, securitySchemes } = this.options;
    const paths: Record<string, Record<string, Operation>> = {};
    const bindings = bindingsOfServices(services, this.options.unannotated).filter(isDocumented);
    const taken = new Set(
      bindings.filter((one) => !hasRest(one)).map((one) => routeOf(one, this.paths.write(one))),
    );
    for (const binding of bindings) {
      let written = this.paths.write(binding);
      if (hasRest(binding)) {
        // OpenAPI has one place for `/{name=**}` and `/{id}`: requests of one segment go to the latter.
        for (let segments = 2; taken.has(routeOf(binding, written)); segments++) {
          written = this.paths.write(binding, segments);
        }
        taken.add(routeOf(binding, written));
      }
      const { path, parameters } = written;
      const operations = (paths[path] ??= {});
      operations[binding.httpMethod.toLowerCase()] = this.operation(binding, parameters);
    }
    const names = Object.keys(securitySchemes ?? {});
    return {
      openapi: "3.1.0",
      info: {
        title: title ?? services[0]?.file.packageName ?? "API",
        version: version ?? "0.0.0",
        ...(description !== undefined && { description }),
      },
      ...(servers !== undefined && { servers }),
      tags: services.map((service) => {
        const text = this.comments.textOf(service);
        return { name: service.name, ...(text !== undefined && { description: text }) };
      }),
      paths,
      components: {
        schemas: this.schemas.components,
        ...(securitySchemes !== undefined && { securitySchemes }),
      },
      ...(names.length > 0 && { security: names.map((name) => ({ [name]: [] })) }),
    };
  }

  private operation(binding: Binding, pathParameters: readonly Parameter[]): Operation {
    const { method } = binding;
    const { summary, description } = this.comments.commentOf(method);
    const parameters = [...pathParameters, ...queryParameters(binding, this.schemas)];
    const body = this.requestContent(binding);
    return {
      operationId: this.operationId(`${method.parent.name}_${method.name}`),
      tags: [method.parent.name],
      ...(summary !== undefined && { summary }),
      ...(description !== undefined && { description }),
      ...(method.deprecated && { deprecated: true }),
      ...(parameters.length > 0 && { parameters }),
      ...(body !== undefined && { requestBody: { required: true, content: body } }),
      responses: {
        200: { description: "Success.", content: this.responseContent(binding) },
        default: {
          description: "An error, as google.rpc.Status.",
          content: {
            "application/json": { schema: this.schemas.message(descriptorOf(Status)) },
          },
        },
      },
    };
  }

  private operationId(wanted: string): string {
    const count = (this.counts.get(wanted) ?? 0) + 1;
    this.counts.set(wanted, count);
    return count === 1 ? wanted : `${wanted}${count}`;
  }

  private requestContent({ body, method, variables }: Binding): Content | undefined {
    if (body === undefined) return undefined;
    if (body !== "*") {
      if (isHttpBody(body.message)) return RAW;
      const example = fieldExample(body, this.schemas);
      return { "application/json": { schema: this.schemas.value(body), example } };
    }
    const { input } = method;
    if (isHttpBody(input)) return RAW;
    const bound = new Set(variables.map(({ path }) => path[0]));
    const includes = (field: MessageDescriptor["fields"][number]) => !bound.has(field);
    const schema =
      bound.size === 0 ? this.schemas.message(input) : this.schemas.objectOf(input, includes);
    const example = exampleOf(input, this.schemas, includes);
    return { "application/json": { schema, example } };
  }

  private responseContent({ method, responseBody }: Binding): Content {
    const { output, methodKind } = method;
    if (responseBody === undefined ? isHttpBody(output) : isHttpBody(responseBody.message))
      return RAW;
    const schema =
      responseBody === undefined ? this.schemas.message(output) : this.schemas.value(responseBody);
    const example =
      responseBody === undefined
        ? exampleOf(output, this.schemas)
        : fieldExample(responseBody, this.schemas);
    if (methodKind === "unary") return { "application/json": { schema, example } };
    return {
      "application/x-ndjson": { schema: this.lineSchema(schema) },
      "text/event-stream": { schema: { type: "string" } },
    };
  }

  /** One line of a stream. */
  private lineSchema(schema: Schema): Schema {
    return {
      type: "object",
      description: "One line; the last one has the error of a stream that fails.",
      properties: { result: schema, error: this.schemas.message(descriptorOf(Status)) },
    };
  }
}

/** A body of any content type: that of the google.api.HttpBody. */
const RAW: Content = { "*/*": {} };

/** Whether a binding is of a kind of call, and of an HTTP method, that OpenAPI has a place for. */
function isDocumented({ method: { methodKind }, httpMethod }: Binding): boolean {
  return (
    methodKind !== "clientStreaming" &&
    methodKind !== "bidiStreaming" &&
    HTTP_METHODS.has(httpMethod)
  );
}

function hasRest({ template }: Binding): boolean {
  return template.segments.some(({ kind }) => kind === "rest");
}

function routeOf({ httpMethod }: Binding, { path }: OpenApiPath): string {
  return `${httpMethod} ${path}`;
}

/** The HTTP methods that OpenAPI has a place for. */
const HTTP_METHODS: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "PATCH",
  "TRACE",
]);

function isHttpBody(type: MessageDescriptor | undefined): boolean {
  return type?.typeName === HTTP_BODY;
}
