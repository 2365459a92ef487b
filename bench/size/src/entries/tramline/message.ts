import { fromJsonString, toJsonString } from "@tramline/protobuf";
import { User } from "../../../gen/tramline/size.ts";

export * from "./message-binary.ts";

export function fromText(text: string): User {
  return fromJsonString(User, text);
}

export function toText(user: User): string {
  return toJsonString(User, user);
}
