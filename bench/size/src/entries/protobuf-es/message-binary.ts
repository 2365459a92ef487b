import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type User, UserSchema } from "../../../gen/protobuf-es/size_pb.js";

export function fromBytes(bytes: Uint8Array): User {
  return fromBinary(UserSchema, bytes);
}

export function toBytes(user: User): Uint8Array {
  return toBinary(UserSchema, user);
}
