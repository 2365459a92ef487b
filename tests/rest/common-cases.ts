// The requests that are sent to Tramline and to grpc-gateway, and where the two differ on purpose.
import { bodyCases } from "./body-cases.ts";
import { pathQueryCases } from "./path-query-cases.ts";
import { rejectedCases } from "./rejected-cases.ts";
import type { HttpRequest } from "./rest.support.ts";

/** A request that both get. */
export interface CommonCase {
  readonly name: string;
  readonly request: HttpRequest;
}

const codes = Array.from({ length: 17 }, (_, code) => code);

const further: readonly (readonly [string, string | HttpRequest])[] = [
  ...codes.map((code) => [`error ${code}`, `/v1/fail/${code}?message=no`] as const),
  ...codes.map(
    (code) => [`error ${code} with details`, `/v1/fail/${code}?message=no&details=2`] as const,
  ),
  ["a raw body", "/v1/download/hi?content_type=text/html&times=2"],
  [
    "a raw body as the request",
    { method: "POST", path: "/v1/upload", headers: { "content-type": "image/png" }, body: "abc" },
  ],
  [
    "a raw body as a field",
    {
      method: "POST",
      path: "/v1/upload/me?note=n",
      headers: { "content-type": "image/png" },
      body: "abc",
    },
  ],
  ["a stream", "/v1/watch/me?count=3"],
  ["a stream that fails", "/v1/watch/me?count=1&code=5"],
  ["a stream that fails at once", "/v1/watch/me?code=5"],
  ["a stream of nothing", "/v1/watch/me"],
  [
    "metadata of a prefix",
    {
      method: "POST",
      path: "/v1/metadata",
      headers: { "grpc-metadata-x-own": "1" },
      body: '{"names":["x-own"]}',
    },
  ],
  [
    "authorization",
    {
      method: "POST",
      path: "/v1/metadata",
      headers: { authorization: "Bearer t" },
      body: '{"names":["authorization","grpcgateway-authorization"]}',
    },
  ],
  [
    "permanent headers",
    {
      method: "POST",
      path: "/v1/metadata",
      headers: { cookie: "a=b", "if-match": "x" },
      body: '{"names":["grpcgateway-cookie","grpcgateway-if-match"]}',
    },
  ],
  [
    "a deadline",
    { method: "POST", path: "/v1/metadata", headers: { "grpc-timeout": "10S" }, body: "{}" },
  ],
  ["no deadline", { method: "POST", path: "/v1/metadata", body: "{}" }],
  ["bools as Go reads them", "/v1/search?bool_value=T&bool_wrapper=0"],
  ["an integer with a plus sign", "/v1/search?int32_value=%2B5"],
  ["an integer with zeros ahead", "/v1/search?int32_value=007"],
  ["a float without a zero", "/v1/search?double_value=.5"],
  ["bytes for URLs", "/v1/search?bytes_value=aGk_"],
  ["an empty number", "/v1/search?int32_value="],
  ["an empty bool", "/v1/search?bool_value="],
  ["an empty query", "/v1/search?"],
  ["separators alone", "/v1/search?&&name=me&"],
  [
    "an any",
    {
      method: "POST",
      path: "/v1/everything",
      body: '{"any":{"@type":"type.googleapis.com/rest.v1.Nested","name":"x"}}',
    },
  ],
  [
    "everything",
    {
      method: "POST",
      path: "/v1/everything",
      body: '{"doubleValue":1.5,"floatValue":2.5,"int64Value":"5","boolValue":true,"bytesValue":"aGk=","kind":"KIND_LARGE","nested":{"inner":{"name":"x"}},"time":"2020-01-01T00:00:00Z","duration":"3s","mask":"name,nested.name","int64Wrapper":"0","structValue":{"a":[1,null]},"value":null,"items":[{"name":"a"}],"kindsByNumber":{"1":"KIND_SMALL"},"nestedByName":{"a":{"amount":"1"}},"textChoice":"","optionalNumber":0}',
    },
  ],
  [
    "null for fields",
    { method: "POST", path: "/v1/everything", body: '{"name":null,"nested":null,"tags":null}' },
  ],
];

/** The common set. */
export const commonCases: readonly CommonCase[] = [
  ...pathQueryCases.map(([name, request]) => common(name, request)),
  ...bodyCases.map(([name, request]) => common(name, request)),
  ...rejectedCases.map(([name, request]) => common(`rejected: ${name}`, request)),
  ...further.map(([name, request]) => common(name, request)),
];

function common(name: string, request: string | HttpRequest): CommonCase {
  return { name, request: typeof request === "string" ? { path: request } : request };
}

/** Where Tramline differs on purpose, and why. */
export const differences: Readonly<Record<string, string>> = {
  "an escaped slash in several segments":
    "the published text leaves %2F in variables of several segments as it is; grpc-gateway decodes it within `*`",
  "a field mask by names of JSON":
    "a mask in a query may be as in ProtoJSON; grpc-gateway keeps the names, and cannot print such a mask then",
  "a list as JSON":
    "grpc-gateway takes a Struct and a Value as JSON in a query, but not a ListValue",
  "null as the body":
    "null stands for an absent field in ProtoJSON; grpc-gateway takes it for a message",
  "a compressed body": "grpc-gateway does not inflate bodies",
  "an empty field of the response": "an empty list is []; grpc-gateway sends null",
  "rejected: a broken escape in a path":
    "Go's HTTP server responds in plain text before grpc-gateway",
  "rejected: bytes in a path that are not UTF-8":
    "grpc-gateway fails only when it encodes the request",
  "rejected: JSON that would leave its field":
    "grpc-gateway ignores text behind the first JSON value",
  "rejected: another content type": "a page of another site can send text/plain without CORS: 415",
  "rejected: a form": "415 and not 400, as for other content types",
  "rejected: an unknown compression": "grpc-gateway does not look at content-encoding",
  "rejected: a broken compression": "grpc-gateway does not look at content-encoding",
  "rejected: an empty segment":
    "`*` is one segment, which has at least one character; grpc-gateway takes none as well",
  "rejected: another HTTP method": "405 with allow is HTTP's status; grpc-gateway sends 501",
  "rejected: a stream of requests": "grpc-gateway takes JSON values in a row as a stream",
  "rejected: streams both ways": "grpc-gateway takes JSON values in a row as a stream",
  "rejected: a timeout of zero": "a timeout of zero has passed; grpc-gateway takes it for none",
  "a raw body as the request": "grpc-gateway takes an HttpBody in a request for JSON",
  "a raw body as a field": "grpc-gateway takes an HttpBody in a request for JSON",
  "a stream of nothing": "the content type is there without a message; grpc-gateway sends none",
};
