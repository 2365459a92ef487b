/** Calls of the past, kept by the browser: at most a hundred of all targets, without credentials. */
import type { MetadataEntry } from "../../page-protocol.ts";
import type { Json } from "../json/json.ts";

const KEY = "tram-explore-history";
/** Most calls that are kept, and their size as text. */
const MAX_ENTRIES = 100;
const MAX_LENGTH = 1_000_000;
/** Longest requests of one call that are kept, in characters. */
const MAX_REQUEST_LENGTH = 50_000;
/** Names of metadata whose values are credentials, as far as names tell. */
const SECRET_NAME = /auth|token|secret|passw|cookie|credential|session|signature|key/i;

/** A call that has ended. */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly target: string;
  readonly method: string;
  readonly requests: readonly Json[];
  readonly metadata: readonly MetadataEntry[];
  /** As typed. */
  readonly deadline: string;
  readonly code: string;
  readonly ms: number;
}

/** Reads the history, latest first. Whatever else is stored there counts as none. */
export function readHistory(): readonly HistoryEntry[] {
  return readStored() ?? [];
}

/** Reads what is stored, which other tabs may have changed; undefined without storage. */
function readStored(): readonly HistoryEntry[] | undefined {
  let text: string | null;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    return undefined;
  }
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** The metadata of a call out of the history, with secrets that the page has at hand under the same name. */
export function withSecrets(
  metadata: readonly MetadataEntry[],
  current: readonly MetadataEntry[],
): readonly MetadataEntry[] {
  return metadata.map(([name, value]) => {
    if (!SECRET_NAME.test(name)) return [name, value];
    return [name, current.find(([other]) => other.trim() === name)?.[1] ?? value];
  });
}

/** Adds a call in front of a history, drops what is too much, and stores it. */
export function addToHistory(
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
): readonly HistoryEntry[] {
  const isLong = JSON.stringify(entry.requests).length > MAX_REQUEST_LENGTH;
  const added: HistoryEntry = {
    ...entry,
    requests: isLong ? [] : entry.requests,
    metadata: entry.metadata.map(([name, value]) => [name, SECRET_NAME.test(name) ? "" : value]),
  };
  const kept = [added, ...(readStored() ?? history)].slice(0, MAX_ENTRIES);
  while (kept.length > 1 && JSON.stringify(kept).length > MAX_LENGTH) kept.pop();
  store(kept);
  return kept;
}

/** Forgets the calls of a target. */
export function clearHistory(
  history: readonly HistoryEntry[],
  target: string,
): readonly HistoryEntry[] {
  const kept = (readStored() ?? history).filter((entry) => entry.target !== target);
  store(kept);
  return kept;
}

function store(history: readonly HistoryEntry[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(history));
  } catch {
    // Without storage the history lives as long as the page.
  }
}

function isEntry(value: unknown): value is HistoryEntry {
  const entry = value as Partial<HistoryEntry> | null;
  return (
    typeof entry?.at === "number" &&
    typeof entry.target === "string" &&
    typeof entry.method === "string" &&
    typeof entry.code === "string" &&
    typeof entry.ms === "number" &&
    typeof entry.deadline === "string" &&
    Array.isArray(entry.requests) &&
    Array.isArray(entry.metadata)
  );
}
