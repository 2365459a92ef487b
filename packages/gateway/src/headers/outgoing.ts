import type { Metadata } from "@tramline/rpc";

/** Maps metadata of a response to a header; undefined: it is not sent. */
export type OutgoingHeader = (name: string) => string | undefined;

/** Headers of HTTP that a handler sets for HTTP clients: they keep their names. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "content-disposition",
  "content-language",
  "content-location",
  "deprecation",
  "etag",
  "expires",
  "last-modified",
  "link",
  "location",
  "retry-after",
  "set-cookie",
  "sunset",
  "vary",
  "www-authenticate",
]);

/** The metadata that sets the HTTP status of a response, by grpc-gateway's convention. */
const STATUS_NAME = "x-http-code";

/** The header of metadata: itself for a header of HTTP such as `etag`, else behind `grpc-metadata-`. */
export function defaultOutgoingHeader(name: string): string {
  return OWN_NAMES.has(name) ? name : `grpc-metadata-${name}`;
}

/** The parts of an HTTP response that come from metadata. */
export interface ResponseHead {
  /** Name, value, name, value, … */
  readonly fields: string[];
  /** The HTTP status that the handler has set; undefined: 200. */
  readonly status: number | undefined;
}

/** Returns the headers of a response by the metadata that its handler has set. */
export function responseHead(metadata: Metadata | undefined, map: OutgoingHeader): ResponseHead {
  const fields: string[] = [];
  let status: number | undefined;
  metadata?.writeTo({
    field(name, value) {
      if (name === STATUS_NAME) {
        if (/^[2-5]\d\d$/.test(value)) status = Number(value);
        return;
      }
      const mapped = map(name);
      if (mapped !== undefined) fields.push(mapped.toLowerCase(), value);
    },
  });
  return { fields, status };
}

/** Returns the trailers of a response, for a client that takes them. */
export function trailerFields(metadata: Metadata | undefined): string[] {
  const fields: string[] = [];
  metadata?.writeTo({ field: (name, value) => fields.push(`grpc-trailer-${name}`, value) });
  return fields;
}
