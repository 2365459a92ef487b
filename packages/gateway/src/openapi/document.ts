/** A JSON Schema of OpenAPI 3.1 (dialect 2020-12). */
export interface Schema {
  /** The value of a keyword, such as `type`. */
  [keyword: string]: unknown;
}

/** A parameter of an operation. */
export interface Parameter {
  /** The name, as in the path or the query. */
  readonly name: string;
  /** Where it is. */
  readonly in: "path" | "query";
  /** Whether a request must have it. */
  readonly required?: boolean;
  /** The comment of the field. */
  readonly description?: string;
  /** Marked `deprecated = true`. */
  readonly deprecated?: boolean;
  /** The style of a value that is not a single text. */
  readonly style?: string;
  /** Whether each element has a parameter of its own. */
  readonly explode?: boolean;
  /** The schema of the value, unless that is JSON. */
  readonly schema?: Schema;
  /** The schema of a value that is JSON. */
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** The content of a body, by content type. */
export type Content = Readonly<
  Record<string, { readonly schema?: Schema; readonly example?: unknown }>
>;

/** One operation: a method by one of its bindings. */
export interface Operation {
  /** The names of service and method, such as `OrderService_GetOrder`. */
  readonly operationId: string;
  /** The name of the service. */
  readonly tags: readonly string[];
  /** The first paragraph of the method's comment. */
  readonly summary?: string;
  /** The other paragraphs of the method's comment. */
  readonly description?: string;
  /** Marked `deprecated = true`. */
  readonly deprecated?: boolean;
  /** The parameters in path and query. */
  readonly parameters?: readonly Parameter[];
  /** The body of requests. */
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  /** The responses by HTTP status, errors under `default`. */
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
}

/** An OpenAPI 3.1 document, as JSON.stringify takes it. */
export interface OpenApiDocument {
  /** The version of OpenAPI. */
  readonly openapi: "3.1.0";
  /** The name and version of the API. */
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  /** Where the API is served. */
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /** The services. */
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  /** Operations by path and lower-case HTTP method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** Schemas by the full names of messages and enums, and security schemes. */
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, object>>;
  };
  /** The security schemes, each of which suffices. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}
