import type { FileDescriptor, MessageDescriptor } from "@tramline/protobuf";
import { isHolder, wellKnownTypes } from "./schema.ts";

/** What an Any may hold: the messages of a contract, and the well-known ones that it imports. */
export function contentsOf(file: FileDescriptor): MessageDescriptor[] {
  const known = file.dependencies
    .flatMap(({ messages }) => messages)
    .filter(({ name }) => (wellKnownTypes as readonly string[]).includes(name));
  return [...file.messages.filter(({ name }) => !isHolder(name)), ...known];
}
