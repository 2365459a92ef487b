// What a caller may write where a message is wanted.

/**
 * A message as literal: each field may be left out (then it has its default) or be
 * `undefined`, at every depth. A message that was decoded or created fits, too.
 * Unknown names and wrong types are compile errors.
 *
 * - Lists are arrays, `readonly` ones too.
 * - Maps are `Map`s, or plain objects with the keys as they would be printed.
 * - Of a oneof, `case` and `value` come together.
 */
export type MessageInit<T> = { readonly [K in keyof T]?: ValueInit<T[K]> | undefined };

/** The values that may be given for one field. */
export type ValueInit<V> = V extends string | number | bigint | boolean | Uint8Array | undefined
  ? V
  : V extends readonly (infer E)[]
    ? readonly ValueInit<E>[]
    : V extends ReadonlyMap<infer K, infer E>
      ? ReadonlyMap<K, ValueInit<E>> | MapObject<K, ValueInit<E>>
      : V extends { readonly case: infer C extends string; readonly value: infer W }
        ? string extends C
          ? MessageInit<V>
          : { readonly case: C; readonly value: ValueInit<W> }
        : V extends { readonly case: undefined }
          ? { readonly case: undefined; readonly value?: undefined }
          : MessageInit<V>;

/** A map as plain object; bigint and boolean keys in their printed form. */
export type MapObject<K, V> = K extends string | number
  ? { readonly [key in K]: V }
  : K extends bigint | boolean
    ? { readonly [key in `${K}`]?: V }
    : never;
