/** A method: its request, the buttons that send it, and what comes back. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MethodJson } from "../page-protocol.ts";
import { ResponsePanel } from "./call/response-panel.tsx";
import { authMetadata, type CallSettings, ownMetadata, parseDeadlineMs } from "./call/settings.ts";
import { SettingsPanel } from "./call/settings-panel.tsx";
import { type CallState, useCall } from "./call/use-call.ts";
import { CopyPanel } from "./code/copy-panel.tsx";
import { KIND_TEXT, streamsRequests, useContract } from "./contract.ts";
import { Comment } from "./form/field.tsx";
import { type Draft, draftOf, RequestForm } from "./form/request-form.tsx";
import { firstValue } from "./form/values.ts";
import type { HistoryEntry } from "./history/history.ts";
import { LatencyChart } from "./history/latency-chart.tsx";
import { type Json, parseJson } from "./json/json.ts";

/** The properties of a {@link MethodView}. */
export interface MethodViewProps {
  readonly method: MethodJson;
  readonly settings: CallSettings;
  readonly onSettings: (settings: CallSettings) => void;
  /** Calls of the past, of all methods of the target. */
  readonly history: readonly HistoryEntry[];
  readonly onEnded: (entry: HistoryEntry) => void;
  /** A call of the past to begin with. */
  readonly replayed: HistoryEntry | undefined;
}

/** Draws a method. Make another one for another method: by its key. */
export function MethodView(props: MethodViewProps): JSX.Element {
  const { method, settings, onSettings, history, replayed } = props;
  const contract = useContract();
  const isStream = method.kind !== "unary";
  const [draft, setDraft] = useState<Draft>(() => firstDraft(props, contract));
  const [call, controls] = useCall((request, requests, end) => {
    props.onEnded({
      at: Date.now(),
      target: contract.target,
      method: method.path,
      requests,
      metadata: ownMetadata(settings),
      deadline: request.timeoutMs === undefined ? "" : settings.deadline,
      code: end.code,
      ms: end.atMs,
    });
  });
  const timeoutMs = parseDeadlineMs(settings.deadline);
  const metadata = [...ownMetadata(settings), ...authMetadata(settings.auth)];
  const isReady =
    draft.wrong === undefined && (settings.deadline === "" || timeoutMs !== undefined);
  const isOpen = call.phase === "open";
  const takesMore = streamsRequests(method);
  const sendsMore = takesMore && (isOpen || call.phase === "opening");
  const isBusy = call.phase === "opening" || isOpen || call.phase === "halfClosed";
  const begin = (first: Json | undefined): void =>
    controls.start(
      {
        method: method.path,
        metadata,
        ...(takesMore ? {} : { request: first as never }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      },
      takesMore ? first : undefined,
    );
  const send = (): void => {
    if (!isReady) return;
    if (sendsMore) controls.send(draft.value);
    else if (!isBusy) begin(draft.value);
  };
  useShortcuts(send, isBusy ? controls.cancel : undefined);
  useEffect(() => {
    document.title = `${method.name} – tram explore`;
  }, [method.name]);
  const path = call.problem?.path;
  return (
    <div class="method">
      <header class="method-head">
        <h1>
          {method.path.replace(/\/.*/, "/")}
          <wbr />
          <strong>{method.name}</strong>
        </h1>
        <p class="note">
          {KIND_TEXT[method.kind]} · {shortType(method.input)} → {shortType(method.output)}
          {method.deprecated && " · deprecated"}
        </p>
        <Comment text={method.comment} />
      </header>
      <section class="request-panel" aria-label="Request">
        <RequestForm
          typeName={method.input}
          draft={draft}
          onChange={setDraft}
          problem={
            path === undefined || call.problem === undefined
              ? undefined
              : { path, text: call.problem.message }
          }
        />
        <SettingsPanel settings={settings} onChange={onSettings} />
        <div class="actions">
          <button
            type="button"
            class="primary"
            // A button that is disabled would lose the focus.
            aria-disabled={!isReady || (isBusy && !sendsMore)}
            aria-keyshortcuts="Control+Enter"
            onClick={send}
          >
            {takesMore ? "Send message" : "Send"}
          </button>
          {takesMore && !isBusy && (
            <button type="button" disabled={!isReady} onClick={() => begin(undefined)}>
              Open without a message
            </button>
          )}
          {takesMore && isOpen && (
            <button type="button" onClick={controls.close}>
              End requests
            </button>
          )}
          {isBusy && (
            <button type="button" aria-keyshortcuts="Escape" onClick={controls.cancel}>
              Cancel
            </button>
          )}
          <span class="note shortcut">
            <kbd>Ctrl</kbd>+<kbd>Enter</kbd> {isBusy ? " sends, " : " sends"}
            {isBusy && (
              <>
                <kbd>Esc</kbd> cancels
              </>
            )}
          </span>
        </div>
        <CopyPanel
          call={{ method, requests: copiedRequests(draft, call, takesMore), metadata, timeoutMs }}
        />
      </section>
      <ResponsePanel call={call} isStream={isStream} />
      <LatencyChart calls={history.filter((entry) => entry.method === method.path)} />
      {replayed !== undefined && replayed.requests.length > 1 && (
        <p class="note">
          The call had {replayed.requests.length} messages: the first is in the form.
        </p>
      )}
    </div>
  );
}

function firstDraft(
  { method, replayed }: MethodViewProps,
  contract: Parameters<typeof firstValue>[1],
): Draft {
  return draftOf(
    replayed?.requests[0] ?? firstValue({ type: "message", typeName: method.input }, contract),
  );
}

/** The requests of the call in view, or else the one that is written. */
function copiedRequests(draft: Draft, call: CallState, takesMore: boolean): readonly Json[] {
  const sent = call.messages.filter(({ direction }) => direction === "sent");
  if (!takesMore || sent.length === 0) return [draft.value];
  return sent.map(({ text }) => parseJson(text));
}

/** Ctrl+Enter (or Command+Enter) and Escape, wherever the focus is. */
function useShortcuts(send: () => void, cancel: (() => void) | undefined): void {
  const latest = useRef({ send, cancel });
  // Before the next key, which may come before the effects of this drawing.
  useLayoutEffect(() => {
    latest.current = { send, cancel };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        latest.current.send();
      } else if (event.key === "Escape") {
        latest.current.cancel?.();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function shortType(typeName: string): string {
  return typeName.replace(/^.*\./, "");
}
