import { type User, UserJson } from "../../../gen/tramline/size.ts";

export * from "./message-binary.ts";

export function fromText(text: string): User {
  return UserJson.parse(text);
}

export function toText(user: User): string {
  return UserJson.print(user);
}
