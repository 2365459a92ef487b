// One contract in four implementations, and what each does with the same input.
import {
  create as createPeer,
  createFileRegistry as createPeerRegistry,
  fromBinary as fromPeerBinary,
  fromJsonString as fromPeerJson,
  type JsonObject,
  type Message,
  toBinary as toPeerBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { compileSync, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry, dynamicType, fromJsonString, parseText } from "@tramline/protobuf";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import protobufjs from "protobufjs";
import protojson from "protobufjs/ext/protojson.js";
import textformat from "protobufjs/ext/textformat.js";
import { callProtoc } from "./call-protoc.ts";

const contract = `
syntax = "proto3";
package d;
message M {
  string text = 1;
  int32 number = 2;
  repeated int32 many = 3;
  M inner = 4;
  oneof choice {
    int32 a = 5;
    string b = 6;
  }
  map<string, int32> by_name = 7;
  E e = 8;
  bytes data = 9;
  double real = 10;
  int64 big = 11;
  bool flag = 12;
}
enum E {
  ZERO = 0;
  ONE = 1;
}
`;

/** A message of the contract as an implementation has it; properties are called the same in all of them. */
export type Values = Record<string, unknown>;

/** The ways between messages and their forms, in one implementation. */
export interface Implementation {
  decode(bytes: Uint8Array): Values;
  /** Absent where messages are no objects of JavaScript. */
  readonly encode?: (init: Values) => Uint8Array;
  /** Absent where it has no ProtoJSON. */
  readonly parseJson?: (text: string) => Values;
  /** Absent where it has no text format. */
  readonly parseText?: (text: string) => Values;
  /** Reads the text of a contract. Absent where it has no parser. */
  readonly compile?: (text: string) => void;
}

/** A message, whatever its type, by its properties. */
function fields(message: object): Values {
  return message as Values;
}

const compiled = compileSync({
  files: ["d.proto"],
  resolve: (name) => (name === "d.proto" ? contract : undefined),
});
const ourMessage = createFileRegistry(compiled.files).getMessage("d.M");
if (ourMessage === undefined) throw new Error("the contract does not compile");
const Ours = dynamicType(ourMessage);

export const tramline = {
  decode: (bytes) => Ours.decode(bytes),
  encode: (init) => Ours.encode(init),
  parseJson: (text) => fromJsonString(Ours, text),
  parseText: (text) => parseText(Ours, text),
  compile(text) {
    const { ok, diagnostics } = compileSync({
      files: ["a.proto"],
      resolve: (name) => (name === "a.proto" ? text : undefined),
    });
    if (!ok) throw new Error(diagnostics.map((one) => renderDiagnostic(one)).join("\n"));
  },
} satisfies Implementation;

/** It has messages as bytes and as text, and we look at the one by the other. */
export const protoc: Implementation = {
  decode: (bytes) =>
    parseText(Ours, callProtoc(contract, ["--decode=d.M"], bytes).toString(), {
      ignoreUnknownFields: true,
    }),
  parseText: (text) => Ours.decode(callProtoc(contract, ["--encode=d.M"], text)),
  compile(text) {
    callProtoc(text, ["-o", "out.binpb"], "");
  },
};

const peerMessage = createPeerRegistry(
  fromPeerBinary(FileDescriptorSetSchema, FileDescriptorSet.encode({ file: compiled.files })),
).getMessage("d.M");
if (peerMessage === undefined) throw new Error("protobuf-es does not have the message");
const theirs = peerMessage;

export const protobufEs: Implementation = {
  decode: (bytes) => fields(fromPeerBinary(theirs, bytes)),
  encode: (init) => toPeerBinary(theirs, createPeer(theirs, init as JsonObject) as Message),
  parseJson: (text) => fields(fromPeerJson(theirs, text)),
};

const protobufJsMessage = protobufjs.parse(contract).root.lookupType("d.M");

export const protobufJs: Implementation = {
  decode: (bytes) => fields(protobufJsMessage.decode(bytes)),
  encode: (init) => protobufJsMessage.encode(init).finish(),
  parseJson: (text) => fields(protojson.fromJsonString(protobufJsMessage, text)),
  parseText: (text) => fields(textformat.fromText(protobufJsMessage, text)),
  compile(text) {
    protobufjs.parse(text).root.resolveAll();
  },
};
