/** The call of a page: its state while it goes on, and what one can do to it. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallEvent, CallRequest, MetadataEntry } from "../../page-protocol.ts";
import { ApiError, callEvents, cancelCall, closeRequests, lost, sendMessage } from "../api.ts";
import { type Json, printJson } from "../json/json.ts";

/** Most messages that are kept in view. */
const MAX_SHOWN = 500;
/** When more messages come than this between two drawings, the next one waits: reading them has its time, too. */
const BURST = 50;
const BURST_DRAW_MS = 200;

/** A message in view. */
export interface ShownMessage {
  /** Counts from 1, in its direction. */
  readonly number: number;
  readonly direction: "sent" | "received";
  readonly atMs: number;
  readonly text: string;
}

/** How a call ended. */
export type CallEnd = Extract<CallEvent, { readonly event: "end" }>;

/** A call as the page shows it. */
export interface CallState {
  readonly phase: "none" | "opening" | "open" | "halfClosed" | "ended";
  readonly messages: readonly ShownMessage[];
  /** Messages that were in view and are not any more. */
  readonly droppedCount: number;
  readonly sentCount: number;
  readonly receivedCount: number;
  readonly headers: readonly MetadataEntry[] | undefined;
  readonly end: CallEnd | undefined;
  /** The error of the last action. */
  readonly problem: ApiError | undefined;
}

/** The actions on the call. */
export interface CallControls {
  /** Begins a call; one that goes on is canceled. */
  readonly start: (request: CallRequest, first: Json | undefined) => void;
  /** Sends a message on the call, once it is open and those before have been taken. */
  readonly send: (message: Json) => void;
  /** Ends the requests. */
  readonly close: () => void;
  readonly cancel: () => void;
}

const NO_CALL: CallState = {
  phase: "none",
  messages: [],
  droppedCount: 0,
  sentCount: 0,
  receivedCount: 0,
  headers: undefined,
  end: undefined,
  problem: undefined,
};

/** The call under way: lives outside of what is drawn, which follows it once a frame. */
interface RunningCall {
  id: string | undefined;
  /** All but the messages. */
  state: CallState;
  /** The latest messages: those in view, and some that are about to be dropped. */
  readonly messages: ShownMessage[];
  readonly abort: AbortController;
  /** Texts of messages on their way, until the server says that they are sent. */
  readonly sending: string[];
  /** Messages of a call that is not open yet. */
  readonly early: Json[];
  /** Resolves when the last message is on its way: one follows the other. */
  line: Promise<void>;
}

/**
 * Keeps a call.
 *
 * @param onEnd called with each call that ends, and those of its requests that are in view
 */
export function useCall(
  onEnd: (request: CallRequest, requests: readonly Json[], end: CallEnd) => void,
): readonly [CallState, CallControls] {
  const [state, setState] = useState(NO_CALL);
  const running = useRef<RunningCall | undefined>(undefined);
  const frame = useRef(0);
  const drawn = useRef({ count: 0, isBurst: false });
  const draw = (): void => {
    frame.current = 0;
    const call = running.current;
    const count = call === undefined ? 0 : call.state.sentCount + call.state.receivedCount;
    drawn.current = { count, isBurst: count - drawn.current.count > BURST };
    setState(call === undefined ? NO_CALL : snapshot(call));
  };
  const show = (): void => {
    // Drawn once for all that comes within a frame, or within some when much comes.
    if (frame.current !== 0) return;
    if (drawn.current.isBurst) frame.current = setTimeout(draw, BURST_DRAW_MS);
    else frame.current = requestAnimationFrame(draw);
  };
  useEffect(() => () => running.current?.abort.abort(), []);
  const act = async (call: RunningCall, run: (id: string) => Promise<void>): Promise<void> => {
    try {
      if (call.id !== undefined) await run(call.id);
    } catch (error) {
      call.state = { ...call.state, problem: asApiError(error) };
      show();
    }
  };
  const transmit = (call: RunningCall, message: Json): void => {
    const run = async (id: string): Promise<void> => {
      const text = printJson(message);
      call.sending.push(text);
      try {
        await sendMessage(id, message);
      } catch (error) {
        call.sending.splice(call.sending.indexOf(text), 1);
        throw error;
      }
    };
    call.line = call.line.then(() => act(call, run));
  };
  const run = async (request: CallRequest, first: Json | undefined): Promise<void> => {
    running.current?.abort.abort();
    const state: CallState = { ...NO_CALL, phase: "opening" };
    const call: RunningCall = {
      id: undefined,
      state,
      messages: [],
      abort: new AbortController(),
      sending: [],
      early: first === undefined ? [] : [first],
      line: Promise.resolve(),
    };
    running.current = call;
    // At once: what ended before must not look like the end of this call.
    draw();
    const requests: Json[] = [];
    if (request.request !== undefined) {
      requests.push(request.request);
      call.sending.push(printJson(request.request));
    }
    try {
      for await (const event of callEvents(request, call.abort.signal)) {
        if (event.event === "begin") {
          call.id = event.id;
          for (const message of call.early.splice(0)) {
            requests.push(message);
            transmit(call, message);
          }
        }
        call.state = after(call, event);
        if (event.event === "end") onEnd(request, requestsOf(call, requests), event);
        show();
      }
      if (call.state.end === undefined) throw lost("The connection to tram explore is lost.");
    } catch (error) {
      if (!call.abort.signal.aborted) {
        call.state = { ...call.state, phase: "ended", problem: asApiError(error) };
      }
    }
    show();
  };
  const withCall = (action: (call: RunningCall) => Promise<void>): void => {
    if (running.current !== undefined) {
      running.current.state = { ...running.current.state, problem: undefined };
      void action(running.current);
    }
  };
  return [
    state,
    {
      start: (request, first) => void run(request, first),
      send: (message) =>
        withCall(async (call) => {
          if (call.state.phase === "opening") call.early.push(message);
          else transmit(call, message);
        }),
      close: () =>
        withCall(async (call) => {
          call.line = call.line.then(() => act(call, closeRequests));
          await call.line;
          if (call.state.phase === "open") call.state = { ...call.state, phase: "halfClosed" };
          show();
        }),
      cancel: () => withCall((call) => act(call, cancelCall)),
    },
  ];
}

/** The messages of a stream as they were sent, as far as they are in view. */
function requestsOf({ messages }: RunningCall, begun: readonly Json[]): readonly Json[] {
  const sent = messages.filter(({ direction }) => direction === "sent");
  return sent.length > 0 ? sent.map(({ text }) => JSON.parse(text) as Json) : begun;
}

function after(call: RunningCall, event: CallEvent): CallState {
  const { state } = call;
  switch (event.event) {
    case "begin":
      return { ...state, phase: "open" };
    case "sent": {
      const number = state.sentCount + 1;
      const text = call.sending.shift() ?? "";
      addMessage(call, { number, direction: "sent", atMs: event.atMs, text });
      return { ...state, sentCount: number };
    }
    case "headers":
      return { ...state, headers: event.metadata };
    case "message": {
      const number = state.receivedCount + 1;
      const text = printJson(event.message);
      addMessage(call, { number, direction: "received", atMs: event.atMs, text });
      return { ...state, receivedCount: number };
    }
    case "end":
      return { ...state, phase: "ended", end: event };
  }
}

function addMessage({ messages }: RunningCall, message: ShownMessage): void {
  messages.push(message);
  if (messages.length >= 2 * MAX_SHOWN) messages.splice(0, messages.length - MAX_SHOWN);
}

/** The state of a call as it is drawn. */
function snapshot({ state, messages }: RunningCall): CallState {
  const shown = messages.slice(-MAX_SHOWN);
  const droppedCount = state.sentCount + state.receivedCount - shown.length;
  return { ...state, messages: shown, droppedCount };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({ problem: error instanceof Error ? error.message : String(error) });
}
