import { Metadata } from "@tramline/rpc";
import type { Header } from "./gen/connectrpc/conformance/v1/service.ts";

/** Adds the headers that a case asks for. Values under names that end in `-bin` are in base64. */
export function addHeaders(metadata: Metadata, headers: readonly Header[]): void {
  for (const { name, value } of headers) {
    for (const one of value) {
      if (name.toLowerCase().endsWith("-bin")) {
        metadata.append(
          name,
          Uint8Array.from(atob(one), (char) => char.charCodeAt(0)),
        );
      } else {
        metadata.append(name, one);
      }
    }
  }
}

/** Metadata as headers in a report. */
export function headersOf(metadata: Metadata | undefined): Header[] {
  if (metadata === undefined) return [];
  return Object.entries(metadata.toJSON()).map(([name, value]) => ({ name, value }));
}

/** Metadata of the headers that a case asks for. */
export function metadataOf(headers: readonly Header[]): Metadata {
  const metadata = new Metadata();
  addHeaders(metadata, headers);
  return metadata;
}
