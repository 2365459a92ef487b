/** What a sample looks like to a library. */
export interface Shape {
  /** What a 64-bit integer becomes. */
  readonly long: (value: bigint) => unknown;
  /** What bytes become; as they are unless given. */
  readonly bytes?: (value: Uint8Array) => unknown;
  /** Members of a oneof lie beside other fields, and not in an object with case and value. */
  readonly flat?: boolean;
  /** A map from 64-bit integers stays a Map. */
  readonly longMaps?: boolean;
  /** What fields are called. */
  readonly name?: (localName: string) => string;
}

/** A sample in the shape that another library takes: maps as objects, absent fields left out. */
export function plain(value: unknown, shape: Shape): unknown {
  if (typeof value === "bigint") return shape.long(value);
  if (value instanceof Uint8Array) return shape.bytes?.(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => plain(item, shape));
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [key, plain(item, shape)] as const);
    const isLong = typeof entries[0]?.[0] === "bigint";
    return isLong && shape.longMaps === true ? new Map(entries) : Object.fromEntries(entries);
  }
  if (typeof value !== "object" || value === null) return value;
  const { flat = false, name = (localName: string) => localName } = shape;
  const properties: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || (item instanceof Map && item.size === 0)) continue;
    if (isOneof(item)) {
      if (!flat) properties.push([key, { ...item, value: plain(item.value, shape) }]);
      else if (item.case !== undefined)
        properties.push([name(item.case), plain(item.value, shape)]);
    } else {
      properties.push([name(key), plain(item, shape)]);
    }
  }
  return Object.fromEntries(properties);
}

function isOneof(value: unknown): value is { case: string | undefined; value?: unknown } {
  return typeof value === "object" && value !== null && "case" in value;
}
