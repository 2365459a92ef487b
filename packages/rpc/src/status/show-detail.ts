import { detailFields } from "./detail-fields.ts";

/** A detail as it travels. */
interface EncodedDetail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

type Inspect = (value: unknown, options: unknown) => string;

/** Lets `console.log` of a detail, and of an error with it, show its fields instead of its bytes. */
export function showDetail<T extends EncodedDetail>(detail: T): T {
  return Object.defineProperty(detail, Symbol.for("nodejs.util.inspect.custom"), {
    value: inspectDetail,
  });
}

function inspectDetail(
  this: EncodedDetail,
  _depth: number,
  options: object,
  inspect: Inspect,
): string {
  const { typeUrl, value } = this;
  const name = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  const fields = detailFields(name, value);
  return `${name} ${inspect(fields ?? { value }, { ...options, depth: 4 })}`;
}
