/** The OpenAPI document of a server, and the page that shows it, as responses by path. */
import type { ServiceDescriptor } from "@tramline/protobuf";
import type { RestHead } from "../call/rest-head.ts";
import { FixedResponse } from "../call/rest-request.ts";
import { JSON_TYPE, templateOf } from "../call/templates.ts";
import { checkValue } from "../option-check.ts";
import { referencePage } from "../reference/reference-page.ts";
import type { RestOptions } from "../rest-options.ts";
import { openApi } from "./open-api.ts";

/** Responds to GET and HEAD of one path. */
export interface ServedFile {
  respond(head: RestHead): FixedResponse;
}

/**
 * Returns what is served by path: the document and, with a viewer, the page and its script; nothing when
 * `openApi` is left out.
 *
 * @throws GatewayError for an invalid option
 */
export function servedDocument(
  options: RestOptions,
  services: readonly ServiceDescriptor[],
): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  if (options.openApi === undefined) return files;
  const {
    path = "/openapi.json",
    reference,
    referencePath = "/reference",
    ...given
  } = options.openApi === true ? {} : options.openApi;
  checkPath("openApi.path", path);
  checkPath("openApi.referencePath", referencePath);
  const { unannotated, useProtoFieldName, enumAsInteger } = options;
  const document = openApi(services, { ...given, unannotated, useProtoFieldName, enumAsInteger });
  const encoder = new TextEncoder();
  const json = file(JSON_TYPE, encoder.encode(JSON.stringify(document)), NOT_KEPT);
  files.set(path, { respond: (head) => json(head.httpMethod) });
  if (reference === undefined) return files;
  const isViewer =
    reference.script instanceof Uint8Array && typeof reference.element === "function";
  checkValue(
    "openApi.reference",
    isViewer,
    "a viewer, as redocViewer() returns it",
    "another object",
  );
  const scriptPath = `${referencePath}/viewer.js`;
  const html = referencePage(document.info.title, scriptPath, reference.element(path));
  const page = file("text/html; charset=utf-8", encoder.encode(html), PAGE_FIELDS);
  const script = file(SCRIPT_TYPE, reference.script, KEPT);
  const { gzipped } = reference;
  const smaller =
    gzipped === undefined
      ? script
      : file(SCRIPT_TYPE, gzipped, [...KEPT, "content-encoding", "gzip"]);
  files.set(referencePath, { respond: (head) => page(head.httpMethod) });
  files.set(scriptPath, {
    respond: (head) => (takesGzip(head) ? smaller : script)(head.httpMethod),
  });
  return files;
}

const SCRIPT_TYPE = "text/javascript; charset=utf-8";
/** The contract changes with the server, under the same path. */
const NOT_KEPT: readonly string[] = ["cache-control", "no-cache"];
const KEPT: readonly string[] = [
  "cache-control",
  "public, max-age=3600",
  "vary",
  "accept-encoding",
];

/** The page runs its own script alone, and asks nobody but this server. */
const PAGE_FIELDS: readonly string[] = [
  ...NOT_KEPT,
  "content-security-policy",
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  "referrer-policy",
  "no-referrer",
];

function file(contentType: string, body: Uint8Array, fields: readonly string[]) {
  const all = [...fields, "content-length", String(body.length)];
  const nothing = new Uint8Array(0);
  const template = templateOf(200, contentType);
  const whole = new FixedResponse(template, all, body);
  const head = new FixedResponse(template, all, nothing);
  const other = new FixedResponse(templateOf(405, undefined), ["allow", "GET, HEAD"], nothing);
  return (httpMethod: string): FixedResponse => {
    if (httpMethod === "GET") return whole;
    return httpMethod === "HEAD" ? head : other;
  };
}

function takesGzip({ acceptEncoding }: RestHead): boolean {
  return /(?:^|,)\s*gzip\s*(?:,|$)/i.test(acceptEncoding ?? "");
}

function checkPath(option: string, path: unknown): void {
  const isPath = typeof path === "string" && /^\/[^?#\s]+$/.test(path);
  checkValue(
    option,
    isPath,
    'a path, such as "/openapi.json"',
    JSON.stringify(path) ?? "undefined",
  );
}
