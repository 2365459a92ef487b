/** The JSON that the page and its server exchange. Types only: both sides import them. */
import type { JsonObject, JsonValue } from "@tramline/protobuf";

/** `GET /api/contract`: everything that the page needs to draw forms. */
export interface ContractJson {
  /** The server that calls go to, as the user named it. */
  readonly target: string;
  /** Flags with which `tram call` reaches the same server: `["--tls", "--proto", "shop.proto"]`. */
  readonly commandFlags: readonly string[];
  /** Names of metadata that every call sends, given on the command line. */
  readonly fixedMetadata: readonly string[];
  /** Texts about services that could not be loaded. */
  readonly problems: readonly string[];
  readonly services: readonly ServiceJson[];
  /** Every message that requests, responses, and Any may hold, by full name. */
  readonly messages: Readonly<Record<string, MessageJson>>;
  readonly enums: Readonly<Record<string, EnumJson>>;
}

/** A service. Comments are without their markers, and empty where there are none. */
export interface ServiceJson {
  readonly name: string;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly methods: readonly MethodJson[];
}

/** A method. */
export interface MethodJson {
  readonly name: string;
  /** `shop.v1.OrderService/GetOrder` */
  readonly path: string;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly kind: "unary" | "serverStreaming" | "clientStreaming" | "bidiStreaming";
  /** Full names of messages. */
  readonly input: string;
  readonly output: string;
  /** Names that generated TypeScript code has, for copies of calls. */
  readonly code: MethodCodeJson;
}

/** The names of a method in generated code. */
export interface MethodCodeJson {
  /** Name and module of the service: `OrderService`, `shop/v1/orders.ts`. */
  readonly service: string;
  readonly serviceModule: string;
  /** Name and module of the request's type. */
  readonly input: string;
  readonly inputModule: string;
  /** The function of a client: `getOrder`. */
  readonly method: string;
}

/** A message. */
export interface MessageJson {
  readonly comment: string;
  /** A message of the same file in generated code, by which a registry finds the file: name and module. */
  readonly code: { readonly name: string; readonly module: string };
  /** The JSON form of a well-known type; undefined for others. */
  readonly form?: string;
  readonly fields: readonly FieldJson[];
  readonly oneofs: readonly OneofJson[];
}

/** A field of a message. */
export interface FieldJson {
  /** Name in the .proto file, and in JSON. */
  readonly name: string;
  readonly jsonName: string;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly required: boolean;
  /** Whether absent and default differ. */
  readonly presence: boolean;
  /** `int64`, …, `enum`, `message`; of a map, of its values. */
  readonly type: string;
  /** Full name of the message or enum. */
  readonly typeName?: string;
  readonly repeated: boolean;
  /** The type of a map's keys. */
  readonly mapKey?: string;
  /** Name of the oneof that it is in. */
  readonly oneof?: string;
}

/** A oneof of a message. */
export interface OneofJson {
  readonly name: string;
  readonly comment: string;
}

/** An enum. */
export interface EnumJson {
  readonly comment: string;
  readonly values: readonly { readonly name: string; readonly number: number }[];
}

/** The body of `POST /api/call`, whose response is one {@link CallEvent} a line, until the call ends. */
export interface CallRequest {
  /** `shop.v1.OrderService/GetOrder` */
  readonly method: string;
  /** The request of a method with one request. Absent for methods that stream requests. */
  readonly request?: JsonValue;
  readonly metadata: readonly MetadataEntry[];
  /** Milliseconds; absent for no deadline. */
  readonly timeoutMs?: number;
}

/** A name and a value of metadata. The value of a name in `-bin` is base64. */
export type MetadataEntry = readonly [name: string, value: string];

/** An event of a call. `atMs` is since its beginning. */
export type CallEvent =
  | { readonly event: "begin"; readonly id: string }
  | { readonly event: "sent"; readonly atMs: number }
  | {
      readonly event: "headers";
      readonly atMs: number;
      readonly metadata: readonly MetadataEntry[];
    }
  | { readonly event: "message"; readonly atMs: number; readonly message: JsonValue }
  | {
      readonly event: "end";
      readonly atMs: number;
      readonly code: string;
      readonly message: string;
      /** Each an object with `@type`. */
      readonly details: readonly JsonObject[];
      readonly trailers: readonly MetadataEntry[];
      /** The server's address, where one was reached. */
      readonly peer?: string;
    };

/** The body of a response that says why a request to the page's server failed. */
export interface ProblemJson {
  readonly problem: string;
  /** The fix. */
  readonly hint?: string;
  /** Of a request message: the field at fault, `lines[2].count`. */
  readonly path?: string;
}
