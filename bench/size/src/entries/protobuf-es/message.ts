import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { type User, UserSchema } from "../../../gen/protobuf-es/size_pb.js";

export * from "./message-binary.ts";

export function fromText(text: string): User {
  return fromJsonString(UserSchema, text);
}

export function toText(user: User): string {
  return toJsonString(UserSchema, user);
}
