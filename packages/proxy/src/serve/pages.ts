// The pages that the proxy itself serves by GET: its health, and its metrics.
import {
  FieldTemplate,
  type ReceivedFields,
  type RecognizedRequest,
  type ServerProtocol,
} from "@tramline/rpc";
import { ignoringHandler, pathOf } from "@tramline/rpc/internal";

/** A page as it is at the moment. */
export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Returns a protocol that serves pages by GET and HEAD, at their paths. */
export function pagesProtocol(
  pages: ReadonlyMap<string, () => Page | Promise<Page>>,
): ServerProtocol {
  return {
    name: "pages",
    ownsPath: (path) => pages.has(path),
    recognize(section) {
      const { method, path } = headOf(section);
      const page = pages.get(path);
      if (page === undefined || (method !== "GET" && method !== "HEAD")) return undefined;
      return pageRequest(page, method === "HEAD");
    },
  };
}

function pageRequest(page: () => Page | Promise<Page>, isHead: boolean): RecognizedRequest {
  return {
    serve(_host, exchange) {
      if (!exchange.remoteEnded) exchange.stopReading();
      void Promise.resolve(page()).then(({ status, contentType, text }) => {
        if (exchange.localEnded) return;
        const body = new TextEncoder().encode(text);
        const template = new FieldTemplate([
          ":status",
          String(status),
          "content-type",
          contentType,
        ]);
        exchange.sendHeaders(template, [
          "content-length",
          String(body.length),
          "cache-control",
          "no-store",
        ]);
        exchange.sendData(isHead ? new Uint8Array(0) : body, true);
      });
      return ignoringHandler;
    },
  };
}

function headOf({ fields }: ReceivedFields): { readonly method: string; readonly path: string } {
  let method = "";
  let path = "";
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] === ":method") method = fields[i + 1] as string;
    else if (fields[i] === ":path") path = pathOf(fields[i + 1] as string);
  }
  return { method, path };
}
