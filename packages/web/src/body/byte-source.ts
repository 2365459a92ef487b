import { Base64Decoder, StatusError } from "@tramline/rpc";

/** Throws the error of a connection that failed. */
export function unreachable(cause: unknown): never {
  const text = "the server could not be reached, or the connection broke";
  throw new StatusError("UNAVAILABLE", text, { cause });
}

/** Throws the error of a body that ends too early or is invalid. */
export function brokenBody(text: string): never {
  throw new StatusError("INTERNAL", text);
}

/** Throws the error of a message over the limit. */
export function tooLarge(length: number, maxBytes: number): never {
  const text = `received a message of ${length} bytes, larger than maxReceiveBytes (${maxBytes})`;
  throw new StatusError("RESOURCE_EXHAUSTED", text);
}

/** Takes the pieces of a body one by one; undefined at its end. */
export type PieceSource = () => Promise<Uint8Array | undefined>;

/** The pieces of a response's body, as they arrive. */
export function piecesOf(response: Response): PieceSource {
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reader = body?.getReader();
  return async () => (await reader?.read().catch(unreachable))?.value;
}

/** The pieces of a body whose first piece has been taken. */
export function behind(first: Uint8Array, rest: PieceSource): PieceSource {
  let taken: Uint8Array | undefined = first;
  return async () => {
    const piece = taken;
    taken = undefined;
    return piece ?? rest();
  };
}

/** The bytes of a body in base64, cut anywhere. */
export function decodedPieces(next: PieceSource): PieceSource {
  const decoder = new Base64Decoder();
  return async () => {
    const text = await next();
    if (text !== undefined) {
      return decoder.decode(text, 0, text.length) ?? brokenBody("the response is not valid base64");
    }
    if (decoder.isWithinGroup) brokenBody("the response ends within a group of base64");
    return undefined;
  };
}

/**
 * Takes bytes of a body by their number.
 *
 * @returns undefined where the body ends
 * @throws StatusError (as a rejection) when it ends before so many have come
 */
export type ByteSource = (count: number) => Promise<Uint8Array | undefined>;

/** The bytes of a body that comes in pieces of any size. */
export function bytesOf(next: PieceSource): ByteSource {
  let piece: Uint8Array = new Uint8Array(0);
  return async (count) => {
    const taken = new Uint8Array(count);
    let size = 0;
    while (size < count) {
      if (piece.length === 0) {
        const more = await next();
        if (more === undefined) {
          return size === 0 ? undefined : brokenBody("the response ends within a message");
        }
        piece = more;
        continue;
      }
      const part = piece.subarray(0, count - size);
      taken.set(part, size);
      size += part.length;
      piece = piece.subarray(part.length);
    }
    return taken;
  };
}
