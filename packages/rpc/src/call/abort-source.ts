/** Makes a signal and aborts it: the part of an AbortController that calls need. */
export interface AbortSource {
  /** Aborts when `abort` is called. */
  readonly signal: AbortSignal;
  /** Aborts the signal with this reason; a second time nothing happens. */
  abort(reason: unknown): void;
}

/** The internal fields of an AbortSignal of Node 20, beside those of an EventTarget. */
interface SignalFields {
  readonly aborted: symbol;
  readonly reason: symbol;
  readonly composite: symbol;
  /** Weak references to the signals that `AbortSignal.any` made of this one. */
  readonly dependants: symbol;
}

type Fields = Record<symbol, unknown>;
type SignalRef = { deref(): AbortSignal | undefined };

/**
 * Makes signals on Node 20 in less than 0.1 µs. There, an AbortController makes a plain EventTarget and
 * changes its prototype, which takes 2 to 3 µs: more than the rest of a call. This one makes an object of
 * the right prototype at once and sets the same fields.
 */
class QuickAbortSource implements AbortSource {
  readonly signal: AbortSignal;
  private readonly fields: SignalFields;

  constructor(fields: SignalFields) {
    const signal = Reflect.construct(EventTarget, [], AbortSignal) as AbortSignal & Fields;
    signal[fields.aborted] = false;
    signal[fields.reason] = undefined;
    signal[fields.composite] = false;
    this.signal = signal;
    this.fields = fields;
  }

  abort(reason: unknown): void {
    abortWith(this.fields, this.signal as AbortSignal & Fields, reason);
  }
}

function abortWith(fields: SignalFields, signal: AbortSignal & Fields, reason: unknown): void {
  if (signal.aborted) return;
  signal[fields.aborted] = true;
  signal[fields.reason] = reason;
  signal.dispatchEvent(new Event("abort"));
  const dependants = signal[fields.dependants] as Iterable<SignalRef> | undefined;
  if (dependants === undefined) return;
  for (const reference of dependants) {
    const dependant = reference.deref();
    if (dependant !== undefined) abortWith(fields, dependant as AbortSignal & Fields, reason);
  }
}

/** The fields that Node 20 gives a signal, in their order. */
const NODE_20_FIELDS = [
  "kEvents",
  "events.maxEventTargetListeners",
  "events.maxEventTargetListenersWarned",
  "kHandlers",
  "kAborted",
  "kReason",
  "kComposite",
].join();

/** Returns the fields of signals where they are those of Node 20, and a signal made of them works. */
function node20Fields(): SignalFields | undefined {
  const { process } = globalThis as { process?: { readonly version?: string } };
  if (
    process?.version?.startsWith("v20.") !== true ||
    "Bun" in globalThis ||
    "Deno" in globalThis
  ) {
    return undefined;
  }
  try {
    const { signal } = new AbortController();
    const own = Object.getOwnPropertySymbols(signal);
    if (own.map(({ description }) => description).join() !== NODE_20_FIELDS) return undefined;
    AbortSignal.any([signal]);
    const dependants = Object.getOwnPropertySymbols(signal).find((one) => !own.includes(one));
    const [, , , , aborted, reason, composite] = own;
    if (!aborted || !reason || !composite || !dependants) return undefined;
    const fields = { aborted, reason, composite, dependants };
    return works(new QuickAbortSource(fields)) ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a signal is one for those who look, and reaches its listeners and its dependants. */
function works(source: AbortSource): boolean {
  const { signal } = source;
  const dependant = AbortSignal.any([signal]);
  const reason = new Error("a test");
  let heard = 0;
  signal.addEventListener("abort", () => heard++);
  dependant.addEventListener("abort", () => heard++);
  const isFresh = signal instanceof AbortSignal && !signal.aborted && signal.reason === undefined;
  source.abort(reason);
  const isAborted = signal.aborted && signal.reason === reason;
  return isFresh && isAborted && heard === 2 && dependant.aborted && dependant.reason === reason;
}

let fields: SignalFields | undefined;
let isKnown = false;

/** Returns an AbortController, or what does the same faster. */
export function createAbortSource(): AbortSource {
  if (!isKnown) {
    isKnown = true;
    fields = node20Fields();
  }
  return fields === undefined ? new AbortController() : new QuickAbortSource(fields);
}
