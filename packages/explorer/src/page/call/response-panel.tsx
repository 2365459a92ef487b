/** Shows a call: its messages as they come, metadata, and its end. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MetadataEntry } from "../../page-protocol.ts";
import type { ApiError } from "../api.ts";
import { CopyButton } from "../code/copy-button.tsx";
import { JsonView } from "../json/json-view.tsx";
import { formatMs } from "./format.ts";
import { StatusView } from "./status-view.tsx";
import type { CallState, ShownMessage } from "./use-call.ts";

/** Draws a call. */
export function ResponsePanel({
  call,
  isStream,
}: {
  call: CallState;
  isStream: boolean;
}): JSX.Element {
  const { phase, messages, end, headers, problem, droppedCount } = call;
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [messages]);
  const shown = isStream ? messages : messages.filter(({ direction }) => direction === "received");
  return (
    <section class="response" aria-label="Response">
      <div class="response-head">
        <h2>Response</h2>
        <span role="status" class="phase">
          {phaseText(call, isStream)}
        </span>
      </div>
      {problem !== undefined && <ProblemView problem={problem} />}
      {droppedCount > 0 && (
        <p class="note">
          {droppedCount.toLocaleString("en")} messages dropped from view: the latest{" "}
          {messages.length} are shown.
        </p>
      )}
      {shown.length > 0 && (
        <div
          class="messages"
          ref={list}
          onScroll={(event) => {
            const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
            follows.current = scrollTop + clientHeight > scrollHeight - 40;
          }}
        >
          {shown.map((message) => (
            <MessageView
              key={`${message.direction} ${message.number}`}
              message={message}
              isStream={isStream}
            />
          ))}
        </div>
      )}
      {end !== undefined && <StatusView end={end} />}
      {headers !== undefined && <MetadataView title="Headers" entries={headers} />}
      {end !== undefined && <MetadataView title="Trailers" entries={end.trailers} />}
      {phase === "none" && (
        <p class="note">
          Nothing sent yet. <kbd>Ctrl</kbd>+<kbd>Enter</kbd> sends the request.
        </p>
      )}
    </section>
  );
}

function phaseText({ phase, receivedCount, sentCount }: CallState, isStream: boolean): string {
  const counts = isStream ? ` · ${sentCount} sent, ${receivedCount} received` : "";
  switch (phase) {
    case "none":
      return "";
    case "opening":
      return "Connecting…";
    case "open":
      return `${isStream ? "Open" : "Waiting…"}${counts}`;
    case "halfClosed":
      return `Requests ended${counts}`;
    case "ended":
      return `Ended${counts}`;
  }
}

function MessageView({
  message,
  isStream,
}: {
  message: ShownMessage;
  isStream: boolean;
}): JSX.Element {
  const { number, direction, atMs, text } = message;
  const title = isStream ? `${direction} ${number}` : "response";
  return (
    <article class={`shown-message ${direction}`}>
      <header>
        <span class="direction">
          {direction === "sent" ? "→" : "←"} {title}
        </span>
        <span class="time">{formatMs(atMs)}</span>
        <CopyButton label={`Copy ${title}`} text={text} />
      </header>
      <JsonView text={text} label={title} />
    </article>
  );
}

/** Draws why a request was not sent, and what to do. */
export function ProblemView({ problem }: { problem: ApiError }): JSX.Element {
  return (
    <div class="problem" role="alert">
      <strong>{problem.message}</strong>
      {problem.hint !== undefined && <p>{problem.hint}</p>}
    </div>
  );
}

function MetadataView(props: {
  readonly title: string;
  readonly entries: readonly MetadataEntry[];
}): JSX.Element | null {
  const { title, entries } = props;
  if (entries.length === 0) return null;
  return (
    <details class="metadata">
      <summary>
        {title} <span class="note">{entries.length}</span>
      </summary>
      <dl>
        {entries.map(([name, value], index) => (
          <div key={`${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
