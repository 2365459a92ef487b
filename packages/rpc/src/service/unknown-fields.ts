/** Values without fields of their own. */
export type FieldlessValue =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Uint8Array;

/** The names of the properties that any member of a union has. */
export type NamesOf<T> = T extends unknown ? keyof T : never;
/** The type of a property in those members of a union that have it. */
export type ValueOf<T, N> = T extends unknown ? (N extends keyof T ? T[N] : never) : never;
/** The elements of a repeated field. */
export type ElementOf<T> = T extends readonly (infer E)[] ? E : never;
/** The values of a map field. */
export type MapValueOf<T> = T extends ReadonlyMap<unknown, infer V> ? V : never;

/**
 * The names in a value's type, at any depth, that the message type does not have; never if it is
 * free of such. `Message` is the decoded form of the message.
 */
export type UnknownFields<Given, Message> = unknown extends Message
  ? // Of a contract that is read at run time nothing is known here.
    never
  : Given extends FieldlessValue
    ? never
    : // What the message itself is assignable to adds nothing; recursive messages end here.
      [NonNullable<Message>] extends [Given]
      ? never
      : Given extends readonly (infer E)[]
        ? UnknownFields<E, ElementOf<NonNullable<Message>>>
        : Given extends ReadonlyMap<unknown, infer V>
          ? UnknownFields<V, MapValueOf<NonNullable<Message>>>
          : NonNullable<Message> extends ReadonlyMap<unknown, infer V>
            ? UnknownFields<Given[keyof Given], V>
            : {
                [N in keyof Given]-?: N extends NamesOf<NonNullable<Message>>
                  ? UnknownFields<Given[N], ValueOf<NonNullable<Message>, N>>
                  : N;
              }[keyof Given];
