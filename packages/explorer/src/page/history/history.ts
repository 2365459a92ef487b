/** Calls of the past, kept by the browser: at most a hundred, without credentials. */
import type { MetadataEntry } from "../../page-protocol.ts";
import type { Json } from "../json/json.ts";

const KEY = "tram-explore-history";
/** Most calls that are kept, and their size as text. */
const MAX_ENTRIES = 100;
const MAX_LENGTH = 1_000_000;
/** Longest requests of one call that are kept, in characters. */
const MAX_REQUEST_LENGTH = 50_000;

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
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** Adds a call in front of a history, drops what is too much, and stores it. */
export function addToHistory(
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
): readonly HistoryEntry[] {
  const isLong = JSON.stringify(entry.requests).length > MAX_REQUEST_LENGTH;
  const kept = [isLong ? { ...entry, requests: [] } : entry, ...history].slice(0, MAX_ENTRIES);
  while (kept.length > 1 && JSON.stringify(kept).length > MAX_LENGTH) kept.pop();
  store(kept);
  return kept;
}

/** Forgets all calls. */
export function clearHistory(): readonly HistoryEntry[] {
  store([]);
  return [];
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
