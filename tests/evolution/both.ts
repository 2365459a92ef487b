import { descriptorOf, dynamicType, type MessageType } from "@tramline/protobuf";

/** A message type, by generated code or by the interpreter: the two take and give the same values. */
export interface Implementation<T> {
  readonly name: "generated" | "interpreted";
  readonly type: MessageType<T>;
}

/** Both implementations of a type. */
export function both<T>(type: MessageType<T>): readonly Implementation<T>[] {
  const interpreted = dynamicType(descriptorOf(type)) as unknown as MessageType<T>;
  return [
    { name: "generated", type },
    { name: "interpreted", type: interpreted },
  ];
}

/** Each implementation of one type with each of another. */
export function pairs<A, B>(
  a: MessageType<A>,
  b: MessageType<B>,
): readonly { readonly name: string; readonly a: MessageType<A>; readonly b: MessageType<B> }[] {
  return both(a).flatMap((first) =>
    both(b).map((second) => ({
      name: `${first.name} to ${second.name}`,
      a: first.type,
      b: second.type,
    })),
  );
}
