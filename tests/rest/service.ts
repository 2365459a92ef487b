// The handlers of tests/rest/proto: they show what has reached them.

import { ErrorInfo } from "@tramline/rpc/google/rpc";
import { type Code, detail, type ServiceImplementation, StatusError } from "tramline";
import type { PlainService, RestService } from "./gen/rest/v1/rest.ts";

const encoder = new TextEncoder();

/** A service that shows requests. */
export const restService: ServiceImplementation<typeof RestService> = {
  get: (request) => request,
  create: (request) => request,
  update: (request) => request,
  list: ({ parent, pageSize, pageToken }) => ({
    items: Array.from({ length: pageSize }, (_, index) => ({
      name: `${parent}/items/${index}`,
      amount: BigInt(index),
    })),
    nextPageToken: pageToken === "" ? "" : `${pageToken}+`,
  }),
  nothing: () => ({}),
  number: (request) => request,
  text: (request) => request,
  bytes: (request) => request,
  time: (request) => request,
  duration: (request) => request,
  mask: (request) => request,
  json: (request) => request,
  fail({ code, message, details }) {
    throw new StatusError(code as Code, message, {
      details: Array.from({ length: details }, (_, index) =>
        detail(ErrorInfo, { reason: `REASON_${index}`, domain: "rest.test", metadata: new Map() }),
      ),
    });
  },
  upload: ({ contentType, data }) => ({
    name: "",
    contentType,
    size: BigInt(data.length),
    data: data.subarray(0, 100),
  }),
  uploadNamed: ({ name, file, note }) => ({
    name,
    note,
    contentType: file?.contentType ?? "",
    size: BigInt(file?.data.length ?? 0),
    data: file?.data.subarray(0, 100) ?? new Uint8Array(0),
  }),
  download: ({ name, contentType, times }) => ({
    contentType,
    data: encoder.encode(name.repeat(Math.max(1, times))),
  }),
  async *downloadPieces({ name, contentType, times }) {
    for (let i = 0; i < times; i++) yield { contentType, data: encoder.encode(`${name}${i}\n`) };
  },
  async *watch({ name, count, code }) {
    for (let i = 0; i < count; i++) yield { name, number: i };
    if (code !== 0) throw new StatusError(code as Code, "the watch has ended");
  },
  async collect(events) {
    let number = 0;
    for await (const event of events) number += event.number;
    return { name: "sum", number };
  },
  async *chat(events) {
    for await (const event of events) yield event;
  },
  metadata({ names, headers, trailers }, context) {
    for (const [name, value] of headers) context.responseHeaders.set(name, value);
    for (const [name, value] of trailers) context.responseTrailers.set(name, value);
    const values = new Map(
      names.map((name) => [name, context.metadata.getAll(name).map(String).join(",")] as const),
    );
    return { values, hasDeadline: context.deadline !== undefined };
  },
};

/** A service without annotations. */
export const plainService: ServiceImplementation<typeof PlainService> = {
  echo: (request) => request,
  async *count({ name, count }) {
    for (let i = 0; i < count; i++) yield { name, number: i };
  },
};
