import { User } from "../../../gen/tramline/size.ts";

export function fromBytes(bytes: Uint8Array): User {
  return User.decode(bytes);
}

export function toBytes(user: User): Uint8Array {
  return User.encode(user);
}
