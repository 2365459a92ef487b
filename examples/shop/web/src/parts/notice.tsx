// Something went wrong, or is not there: said in the same form everywhere.
import type { ComponentChildren, JSX } from "preact";
import type { Problem } from "../calls/problem.ts";
import { Icon } from "./icons.tsx";

/** An error where it happened, announced at once. With `onRetry`, it offers another attempt. */
export function ProblemNotice(props: {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { problem, onRetry, children } = props;
  return (
    <div class="notice notice-error" role="alert">
      <Icon name="alert" />
      <div class="notice-text">
        <strong>{problem.title}</strong>
        <p>{problem.text}</p>
        {children}
      </div>
      {onRetry !== undefined && (
        <button type="button" class="button button-quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Nothing to show, and what to do about it. */
export function EmptyState(props: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <svg width="88" height="66" viewBox="0 0 88 66" aria-hidden="true">
        <path d="M18 22h46c1 22-8 36-23 36S17 44 18 22z" class="empty-cup" />
        <path d="M64 28c12-3 14 14-4 18" class="empty-handle" />
        <path d="M34 14c-4-5 4-7 0-12M46 14c-4-5 4-7 0-12" class="empty-steam" />
      </svg>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
