import type { AnyMethodType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import type {
  ClientMethodObserver,
  ClientObserver,
  ServerMethodObserver,
  ServerObserver,
} from "@tramline/rpc";
import { isRecord } from "../argument-check.ts";
import { type CallNotes, CallRecorder } from "./call-notes.ts";

/** Hears of calls as notes: what happens to a call in one object. */
export interface CallListener {
  /** A call begins. The object is the same as at its end. */
  readonly onStart?: ((notes: CallNotes) => void) | undefined;
  /** A call has ended, and its caller is about to learn so. */
  readonly onEnd: (notes: CallNotes) => void;
}

/** Observes all calls, and hands notes of each to a listener. Made by {@link observeCalls}. */
class CallObserver implements ClientObserver, ServerObserver {
  private readonly listener: CallListener;

  constructor(listener: CallListener) {
    this.listener = listener;
  }

  observeClientMethod(method: AnyMethodType, target: string): ClientMethodObserver {
    return {
      onCallStart: () =>
        this.begin({ side: "client", method: method.path, target, peer: undefined }),
    };
  }

  observeServerMethod(_method: AnyMethodType | undefined): ServerMethodObserver {
    return {
      onCallStart: ({ path, peer }) =>
        this.begin({ side: "server", method: path, target: undefined, peer }),
    };
  }

  private begin(call: Pick<CallNotes, "side" | "method" | "target" | "peer">): CallRecorder {
    const recorder = new CallRecorder(call, this.listener.onEnd);
    this.listener.onStart?.(recorder);
    return recorder;
  }
}

/**
 * Returns an observer for the option `observers` of channels and servers that hands over notes of each call:
 * for logs and simple metrics. The notes are complete at the true end of the call, a stream's included.
 *
 * ```ts
 * const observer = observeCalls({ onEnd: ({ method, error }) => log.info(method, error?.code ?? "OK") });
 * const server = createServer({ observers: [observer] });
 * ```
 *
 * @throws TypeError for a listener without `onEnd`, or with a function that is never called
 */
export function observeCalls(listener: CallListener): ClientObserver & ServerObserver {
  if (!isRecord(listener)) throw invalid("listener", "an object with onEnd", listener);
  for (const [name, value] of Object.entries(listener)) {
    // Data beside them may be the listener's own.
    if (name === "onStart" || name === "onEnd" || typeof value !== "function") continue;
    throw new TypeError(`unknown ${name} of observeCalls${didYouMean(name, ["onStart", "onEnd"])}`);
  }
  const { onStart, onEnd } = listener;
  if (typeof onEnd !== "function") throw invalid("onEnd", "a function", onEnd);
  if (onStart !== undefined && typeof onStart !== "function") {
    throw invalid("onStart", "a function", onStart);
  }
  return new CallObserver(listener);
}

function invalid(what: string, expected: string, value: unknown): TypeError {
  return new TypeError(
    `invalid ${what} of observeCalls: expected ${expected}, got ${given(value)}`,
  );
}
