import { constants } from "node:zlib";

/**
 * The state of zlib within a stream of node:zlib, which can be used again after a reset. Node's own
 * synchronous functions make and free such a state for each call, which takes longer than
 * compressing a message of 2 KiB. These parts are not documented, though they have been the same
 * since Node 10: they are tried out before they are used.
 */
export interface ZlibEngine {
  readonly errored?: Error | null;
  readonly _handle?: {
    reset(): void;
    writeSync(
      flush: number,
      input: Uint8Array,
      inputStart: number,
      inputLength: number,
      output: Uint8Array,
      outputStart: number,
      outputLength: number,
    ): void;
  } | null;
  /** How much is left of the output and of the input. */
  readonly _writeState?: Uint32Array;
  on(event: "error", listener: () => void): unknown;
}

/** The most that a kept state returns. */
export const MAX_KEPT_OUTPUT_BYTES = 32 * 1024;

/** Output goes here first. One byte more shows that there is more. */
let scratch: Uint8Array | undefined;

/** A result of `KeptState.run`. */
export interface KeptOutput {
  readonly buffer: Uint8Array;
  /** As node:zlib has it with `info: true`: `bytesWritten` is how much of the input has been used. */
  readonly engine: { readonly bytesWritten: number };
}

/** One state of zlib for all small messages of a thread, made when the first comes. */
export class KeptState {
  private readonly create: () => ZlibEngine;
  private readonly isWorking: (state: KeptState) => boolean;
  private engine: ZlibEngine | undefined;
  private isUsable: boolean | undefined;

  /** @param isWorking says whether `run` does on this runtime what it should */
  constructor(create: () => unknown, isWorking: (state: KeptState) => boolean) {
    this.create = create as () => ZlibEngine;
    this.isWorking = isWorking;
    this.engine = undefined;
    this.isUsable = undefined;
  }

  /** Whether this runtime has what is needed. Else node:zlib's own functions are to be used. */
  get isAvailable(): boolean {
    this.isUsable ??= this.tryOut();
    return this.isUsable;
  }

  /**
   * Puts a whole message through.
   *
   * @param maxBytes at most MAX_KEPT_OUTPUT_BYTES
   * @returns undefined if the output is larger than maxBytes
   * @throws Error of node:zlib for input that it refuses
   */
  run(input: Uint8Array, maxBytes: number): KeptOutput | undefined {
    scratch ??= new Uint8Array(MAX_KEPT_OUTPUT_BYTES + 1);
    const engine = this.current();
    const { _handle: handle, _writeState: left } = engine;
    if (!handle || !left) throw new Error("this runtime's node:zlib keeps no state");
    handle.reset();
    const room = maxBytes + 1;
    handle.writeSync(constants.Z_FINISH, input, 0, input.length, scratch, 0, room);
    if (engine.errored) {
      // The stream is destroyed by it, and its state freed.
      this.engine = undefined;
      throw engine.errored;
    }
    const [outputLeft = 0, inputLeft = 0] = left;
    if (outputLeft === 0) return undefined;
    return {
      buffer: scratch.slice(0, room - outputLeft),
      engine: { bytesWritten: input.length - inputLeft },
    };
  }

  private current(): ZlibEngine {
    if (this.engine !== undefined) return this.engine;
    const engine = this.create();
    // What is wrong is read from `errored`.
    engine.on("error", () => {});
    this.engine = engine;
    return engine;
  }

  private tryOut(): boolean {
    try {
      return this.isWorking(this);
    } catch {
      return false;
    }
  }
}
