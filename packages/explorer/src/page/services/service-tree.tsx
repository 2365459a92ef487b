/** The services and their methods: a tree with a search, for mouse and keyboard. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { MethodJson } from "../../page-protocol.ts";
import { KIND_TEXT, useContract } from "../contract.ts";
import { type Row, visibleRows } from "./tree.ts";

const KIND_LETTERS: Readonly<Record<MethodJson["kind"], string>> = {
  unary: "1:1",
  serverStreaming: "1:n",
  clientStreaming: "n:1",
  bidiStreaming: "n:n",
};

/** Draws the tree. `/` goes to its search. */
export function ServiceTree(props: {
  /** Path of the chosen method. */
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
}): JSX.Element {
  const { chosen, onChoose } = props;
  const contract = useContract();
  const [search, setSearch] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focusKey, setFocusKey] = useState<string | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const tree = useRef<HTMLUListElement>(null);
  const rows = visibleRows(contract, search, closed);
  const focused =
    rows.find(({ key }) => key === focusKey) ?? rows.find(({ key }) => key === chosen) ?? rows[0];
  useSlash(input);
  const focusRow = (row: Row | undefined): void => {
    if (row === undefined) return;
    setFocusKey(row.key);
    const index = rows.indexOf(row);
    (tree.current?.children[index] as HTMLElement | undefined)?.focus();
  };
  const setOpen = (name: string, isOpen: boolean): void => {
    const next = new Set(closed);
    if (isOpen) next.delete(name);
    else next.add(name);
    setClosed(next);
  };
  const activate = (row: Row): void => {
    setFocusKey(row.key);
    if (row.kind === "method") onChoose(row.key);
    else setOpen(row.key, !row.isOpen);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (focused === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rows.indexOf(focused);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focusRow(rows[index + 1]),
      ArrowUp: () => (index === 0 ? input.current?.focus() : focusRow(rows[index - 1])),
      Home: () => focusRow(rows[0]),
      End: () => focusRow(rows.at(-1)),
      ArrowRight: () => {
        if (focused.kind === "service" && !focused.isOpen) setOpen(focused.key, true);
        else if (focused.kind === "service") focusRow(rows[index + 1]);
      },
      ArrowLeft: () => {
        if (focused.kind === "service") setOpen(focused.key, false);
        else focusRow(rows.find(({ key }) => key === focused.service.name));
      },
      Enter: () => activate(focused),
      " ": () => activate(focused),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  return (
    <nav class="tree" aria-label="Services">
      <input
        ref={input}
        type="search"
        aria-label="Search services and methods"
        aria-keyshortcuts="/"
        placeholder="Search ( / )"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            focusRow(rows[0]);
          } else if (event.key === "Enter" && !event.ctrlKey) {
            const first = rows.find(({ kind }) => kind === "method");
            if (first !== undefined) activate(first);
          }
        }}
      />
      {rows.length === 0 && <p class="note">Nothing matches.</p>}
      <ul role="tree" aria-label="Services and methods" ref={tree} onKeyDown={onKey}>
        {rows.map((row) => (
          <li
            key={row.key}
            role="treeitem"
            aria-level={row.kind === "service" ? 1 : 2}
            aria-expanded={row.kind === "service" ? row.isOpen : undefined}
            aria-selected={row.key === chosen}
            tabIndex={row === focused ? 0 : -1}
            class={row.kind}
            title={row.kind === "service" ? row.service.comment : row.method.comment}
            onClick={() => activate(row)}
          >
            <RowContent row={row} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RowContent({ row }: { row: Row }): JSX.Element {
  if (row.kind === "service") {
    const cut = row.key.lastIndexOf(".") + 1;
    return (
      <>
        <span class="arrow" aria-hidden="true">
          {row.isOpen ? "▾" : "▸"}
        </span>
        <span class={row.service.deprecated ? "deprecated" : ""}>
          <span class="package">{row.key.slice(0, cut)}</span>
          <wbr />
          {row.key.slice(cut)}
        </span>
      </>
    );
  }
  const { method } = row;
  return (
    <>
      <span class={method.deprecated ? "deprecated" : ""}>{method.name}</span>
      <span class="kind" title={KIND_TEXT[method.kind]}>
        {KIND_LETTERS[method.kind]}
      </span>
    </>
  );
}

/** `/` goes to the search, unless one is typing. */
function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof Element && event.target.matches("input, textarea, select");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
