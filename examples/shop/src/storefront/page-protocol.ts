// The page of the shop as one more protocol of the server: files over HTTP, on the port of all other calls.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import {
  type ExchangeHandler,
  FieldTemplate,
  type RecognizedRequest,
  type ServedExchange,
  type ServerProtocol,
} from "@tramline/rpc";

/** Paths of the page's own views: each is the page itself, which reads its address. */
const VIEWS = /^\/(?:|checkout|orders(?:\/[^/]*)?)$/;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page runs its own scripts and calls its own server, and nothing else. */
const SECURITY = [
  "content-security-policy",
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options",
  "nosniff",
  "referrer-policy",
  "no-referrer",
];

/**
 * Returns the protocol that serves a built page: its files by GET and HEAD, and its views. Put it before REST,
 * which responds to every other path.
 *
 * @param folder with index.html, and in assets/ files whose names change with their contents. Read once. If it
 * is missing, the views say how to build it.
 */
export function pageProtocol(folder: string): ServerProtocol {
  const files = readFiles(folder);
  const find = (pathname: string) =>
    files.get(VIEWS.test(pathname) ? "/index.html" : pathname) ??
    (VIEWS.test(pathname) ? unbuilt : undefined);
  return {
    name: "the shop's page",
    ownsPath: (pathname) => find(pathname) !== undefined,
    recognize({ fields, malformed }) {
      if (malformed !== undefined) return undefined;
      const httpMethod = valueOf(fields, ":method");
      if (httpMethod !== "GET" && httpMethod !== "HEAD") return undefined;
      const file = find(valueOf(fields, ":path").split("?", 1)[0] as string);
      return file?.respond(fields, httpMethod === "HEAD");
    },
  };
}

/** A file with all that its responses need, made once. */
class PageFile {
  private readonly body: Uint8Array;
  private readonly zipped: Uint8Array;
  private readonly etag: string;
  private readonly whole: FieldTemplate;
  private readonly compressed: FieldTemplate;
  private readonly unchanged: FieldTemplate;

  constructor(name: string, body: Uint8Array, status = "200") {
    this.body = body;
    this.zipped = gzipSync(body);
    this.etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
    const isHashed = name.startsWith("/assets/");
    const common = [
      "etag",
      this.etag,
      "cache-control",
      isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      "vary",
      "accept-encoding",
    ];
    const type = contentTypes[path.extname(name)] ?? "application/octet-stream";
    const head = [":status", status, "content-type", type, ...SECURITY, ...common];
    this.whole = new FieldTemplate([...head, "content-length", String(body.length)]);
    this.compressed = new FieldTemplate([
      ...head,
      "content-encoding",
      "gzip",
      "content-length",
      String(this.zipped.length),
    ]);
    this.unchanged = new FieldTemplate([":status", "304", ...common]);
  }

  respond(fields: readonly string[], isHead: boolean): RecognizedRequest {
    const isUnchanged = valueOf(fields, "if-none-match").includes(this.etag);
    const takesGzip = /\bgzip\b/.test(valueOf(fields, "accept-encoding"));
    const [template, body] = takesGzip ? [this.compressed, this.zipped] : [this.whole, this.body];
    return {
      serve: (_host, exchange) =>
        isUnchanged
          ? send(exchange, this.unchanged, undefined)
          : send(exchange, template, isHead ? undefined : body),
    };
  }
}

const unbuilt = new PageFile(
  "/unbuilt.html",
  new TextEncoder().encode(
    "<!doctype html><title>The shop</title><p>The page is not built. <code>npm start</code> does it.",
  ),
  "503",
);

function send(
  exchange: ServedExchange,
  template: FieldTemplate,
  body: Uint8Array | undefined,
): ExchangeHandler {
  exchange.sendHeaders(template, []);
  // The exchange takes the array over, so it gets one of its own.
  exchange.sendData(body?.slice() ?? new Uint8Array(0), true);
  if (!exchange.remoteEnded) exchange.stopReading();
  return { onHeaders() {}, onData() {}, onEnd() {}, onFailure() {}, onSendReady() {} };
}

/** The files below a folder, by their paths from it. */
function readFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  let entries: readonly { name: string; parentPath: string; isFile(): boolean }[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return files;
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = `/${path.relative(folder, file).split(path.sep).join("/")}`;
    files.set(name, new PageFile(name, readFileSync(file)));
  }
  return files;
}

function valueOf(fields: readonly string[], name: string): string {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] === name) return fields[i + 1] as string;
  }
  return "";
}
