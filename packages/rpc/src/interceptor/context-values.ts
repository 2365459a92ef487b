/**
 * Names a value that interceptors and handlers of one call pass to each other, and its type. Made by
 * `createContextKey`; two keys are never the same, whatever their names.
 */
export interface ContextKey<T> {
  /** For people who debug. */
  readonly name: string;
  /** The value where none has been set. */
  readonly defaultValue: T | undefined;
  /** Carries the type; not there at run time. */
  readonly type?: (value: T) => T;
}

/** Values of one call that interceptors set, and later interceptors and the handler read. */
export interface ContextValues {
  /** Returns the value that was set last; the key's default without one. */
  get<T>(key: ContextKey<T>): T | undefined;
  /** Sets a value for the rest of the call. */
  set<T>(key: ContextKey<T>, value: T): void;
}

/**
 * Makes a key for a value of a call:
 *
 * ```ts
 * const userKey = createContextKey<User>("user");
 *
 * const authenticate: Interceptor = async (call, next) => {
 *   call.set(userKey, await userOf(call.metadata.get("authorization")));
 *   return next(call);
 * };
 *
 * // In the handler:
 * const user = context.get(userKey);
 * ```
 */
export function createContextKey<T>(name: string, defaultValue?: T): ContextKey<T> {
  return Object.freeze({ name, defaultValue });
}

/** The values that have been set, made when the first one is. */
export type ValueMap = Map<ContextKey<unknown>, unknown>;

/** Reads a value. */
export function valueOf<T>(values: ValueMap | undefined, key: ContextKey<T>): T | undefined {
  const known = key as ContextKey<unknown>;
  return values?.has(known) === true ? (values.get(known) as T) : key.defaultValue;
}

/** Sets a value, and returns the map with it. */
export function withValue<T>(values: ValueMap | undefined, key: ContextKey<T>, value: T): ValueMap {
  const all: ValueMap = values ?? new Map<ContextKey<unknown>, unknown>();
  return all.set(key as ContextKey<unknown>, value);
}
