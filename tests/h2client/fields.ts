import { type Field, fieldBlock } from "../attack/wire/field-block.ts";

export type Fields = readonly Field[];

/** A field block that uses no table. */
export function block(...fields: Fields): Buffer {
  return fieldBlock(fields);
}

/** The header section of a gRPC response. */
export const responseFields: Fields = [
  [":status", "200"],
  ["content-type", "application/grpc"],
];
export const okTrailers: Fields = [["grpc-status", "0"]];

/** A gRPC message in its frame; `flag` is the compressed flag. */
export function message(payload: Uint8Array | string = "", flag = 0): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
