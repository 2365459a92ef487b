import diagnosticsChannel from "node:diagnostics_channel";
import type { ClientObserver, ServerObserver } from "@tramline/rpc";
import type { CallNotes } from "./call-notes.ts";
import { debugTopics } from "./debug-topics.ts";
import { observeCalls } from "./observe-calls.ts";

const callStart = diagnosticsChannel.channel("tramline.call.start");
const callEnd = diagnosticsChannel.channel("tramline.call.end");

/** Publishes each call to `node:diagnostics_channel`. */
const diagnostics = observeCalls({
  onStart: (notes) => callStart.publish(notes),
  onEnd: (notes) => callEnd.publish(notes),
});

/** Prints each call to the standard error. */
const debugLog = observeCalls({
  onEnd: (notes) => process.stderr.write(`${describeCall(notes)}\n`),
});

/**
 * Returns the observers that nobody has to give: for subscribers of the diagnostics channels
 * `tramline.call.start` and `tramline.call.end` at this moment, and for `TRAMLINE_DEBUG=call`.
 */
export function builtInObservers(
  variables?: Readonly<Record<string, string | undefined>>,
): (ClientObserver & ServerObserver)[] {
  const observers: (ClientObserver & ServerObserver)[] = [];
  if (callStart.hasSubscribers || callEnd.hasSubscribers) observers.push(diagnostics);
  if (debugTopics(variables).has("call")) observers.push(debugLog);
  return observers;
}

/** Returns a line about a call that has ended. */
export function describeCall(notes: CallNotes): string {
  const { side, method, peer, startedAtMs, endedAtMs = startedAtMs, error, attempts } = notes;
  const from = side === "client" ? "to" : "from";
  const where = peer === undefined ? "never sent" : `${from} ${peer}`;
  const more = attempts > 1 ? `, ${attempts} attempts` : "";
  const sent = describeMessages("sent", notes.sentMessages, notes.sentBytes);
  const received = describeMessages("received", notes.receivedMessages, notes.receivedBytes);
  const result = error === undefined ? "OK" : error.message;
  const ms = (endedAtMs - startedAtMs).toFixed(1);
  return `tramline ${side}: ${method} ${where}: ${result} after ${ms} ms; ${sent}, ${received}${more}`;
}

function describeMessages(verb: string, count: number, bytes: number): string {
  return `${verb} ${count} ${count === 1 ? "message" : "messages"} of ${bytes} bytes`;
}
